/** The states of the runs of a query by its name, such as RUNNING or FINISHED, as Spark's web pages show them to anybody. */
export async function queryStates(sparkUi: string, name: string): Promise<readonly string[]> {
  const page = await (await fetch(`${sparkUi}/StreamingQuery/`)).text();
  const words = page.replaceAll(/<[^>]*>/g, ' ').split(/\s+/);
  return words.flatMap((word, index) => (word === name ? [words[index + 1]!] : []));
}
