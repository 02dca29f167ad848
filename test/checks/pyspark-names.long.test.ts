import { expect, it } from 'vitest';
import { downloadNames, isComplete } from '../../scripts/setup/pyspark-names.mjs';

it('PySpark has exactly the names with the expected checksum', { timeout: 600_000 }, async () => {
  const names = await downloadNames();
  expect(isComplete(names)).toBe(true);
  expect(isComplete(names.replace('"abs"', '"absolute"'))).toBe(false);
});
