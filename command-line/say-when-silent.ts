const noticeAfterMs = 5000;

/** What {@link sayWhenSilent} waits for, and the maximum wait. */
export interface Awaited {
  /** The subject of the messages, such as `Kafka`. */
  readonly name: string;
  readonly seconds: number;
}

/** Waits for an answer. Reports if it takes longer than 5 seconds, and again when it has arrived. */
export async function sayWhenSilent<Answer>(
  answer: Promise<Answer>,
  { name, seconds }: Awaited,
  say: ((sentence: string) => void) | undefined,
): Promise<Answer> {
  const startTime = performance.now();
  let reported = false;
  const timer = setTimeout(() => {
    reported = true;
    say?.(`${name} has not answered for ${noticeAfterMs / 1000} seconds; waiting up to ${seconds} seconds for it.`);
  }, noticeAfterMs);
  try {
    const result = await answer;
    if (reported) say?.(`${name} answers again, after ${Math.round((performance.now() - startTime) / 1000)} seconds.`);
    return result;
  } finally {
    clearTimeout(timer);
  }
}
