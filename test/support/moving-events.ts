import fc from 'fast-check';
import type { WatermarkedInput } from '../../scripts/checks/models/watermark-model.ts';

const second = 1000;

/**
 * Generates batches of events whose current time advances; some are empty. Times are whole seconds or a millisecond off, so that
 * many fall on a watermark or the end of a window. Late events fall behind the watermarks of the last batches.
 */
export function movingEvents({ maxBatches }: { readonly maxBatches: number }): fc.Arbitrary<WatermarkedInput> {
  const event = fc.record({
    lateness: fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: 0, max: 4 }) },
      { weight: 2, arbitrary: fc.integer({ min: 0, max: 30 }) },
    ),
    beside: fc.constantFrom(0, 0, 0, -1, 1),
    key: fc.constantFrom('a', 'b', 'c'),
    value: fc.integer({ min: -9, max: 99 }),
  });
  const batch = fc.record({
    step: fc.integer({ min: 0, max: 12 }),
    events: fc.oneof(
      { weight: 6, arbitrary: fc.array(event, { minLength: 1, maxLength: 8 }) },
      { weight: 1, arbitrary: fc.array(event, { maxLength: 0 }) },
    ),
  });
  return fc
    .record({
      origin: fc.constantFrom(-20 * second, 0, 1_700_000_000 * second),
      delay: fc.constantFrom(0, 1, 3, 10).map((seconds) => seconds * second),
      batches: fc.array(batch, { minLength: 2, maxLength: maxBatches }),
    })
    .map(({ origin, delay, batches }) => {
      let present = origin;
      return {
        delay,
        batches: batches.map(({ step, events }) => {
          present += step * second;
          const now = present;
          return events.map(({ lateness, beside, key, value }) => ({
            time: now - lateness * second + beside,
            key,
            value,
          }));
        }),
      };
    });
}
