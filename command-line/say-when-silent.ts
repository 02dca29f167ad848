/** Silence of this length is worth a word. */
const longestSilence = 5000;

/** Who is waited for, and how long at most. */
export interface Awaited {
  /** The subject of the sentences, such as `Kafka`. */
  readonly name: string;
  readonly seconds: number;
}

/** Waits for an answer, and says so when it takes long, and again when it has come. */
export async function sayWhenSilent<Answer>(
  answer: Promise<Answer>,
  { name, seconds }: Awaited,
  say: ((sentence: string) => void) | undefined,
): Promise<Answer> {
  const beginning = performance.now();
  let hasSaid = false;
  const timer = setTimeout(() => {
    hasSaid = true;
    say?.(`${name} has not answered for ${longestSilence / 1000} seconds; waiting up to ${seconds} seconds for it.`);
  }, longestSilence);
  try {
    const result = await answer;
    if (hasSaid) say?.(`${name} answers again, after ${Math.round((performance.now() - beginning) / 1000)} seconds.`);
    return result;
  } finally {
    clearTimeout(timer);
  }
}
