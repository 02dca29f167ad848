import type { OffsetRange } from '../kafka/read-topic.ts';
import type { MessageRules } from '../transactions/classify-messages.ts';
import { rulesFromJson, rulesToJson, type RulesJson } from './batch-log.ts';

/**
 * Returns the rules of a run, given those of the last run with the same checkpoint. Rules that have changed apply to the records from
 * the current end of the topic on: windows, dead letters and the audit read the topic at different times, but agree on its offsets.
 */
export function continueRules(
  { maxAhead, earliestTime, schema }: MessageRules,
  before: RulesJson,
  ranges: readonly OffsetRange[],
): MessageRules {
  const own = { maxAhead, earliestTime, schema };
  const last = rulesFromJson(before);
  const isSame = JSON.stringify(rulesToJson(own)) === JSON.stringify(rulesToJson({ ...last, earlier: undefined }));
  const until = Object.fromEntries(ranges.map(({ partition, end }) => [partition, end]));
  return withoutDeleted({ ...own, earlier: isSame ? last.earlier : { until, rules: last } }, ranges);
}

/** Drops rules for records that the retention of the topic has deleted. */
function withoutDeleted(rules: MessageRules, ranges: readonly OffsetRange[]): MessageRules {
  const { earlier } = rules;
  if (earlier === undefined) return rules;
  const isNeeded = ranges.some(({ partition, low }) => (earlier.until[partition] ?? 0) > low);
  const kept = isNeeded && { until: earlier.until, rules: withoutDeleted(earlier.rules, ranges) };
  return { ...rules, earlier: kept || undefined };
}
