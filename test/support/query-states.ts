/** Returns the states of all runs of a query by name, such as RUNNING or FINISHED, from Spark's web UI. */
export async function queryStates(sparkUi: string, name: string): Promise<readonly string[]> {
  const page = await (await fetch(`${sparkUi}/StreamingQuery/`)).text();
  const words = page.replaceAll(/<[^>]*>/g, ' ').split(/\s+/);
  return words.flatMap((word, index) => (word === name ? [words[index + 1]!] : []));
}
