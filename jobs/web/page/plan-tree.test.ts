import { expect, it } from 'vitest';
import { parsePlan } from './plan-tree.ts';

const plan = `== Parsed Logical Plan ==
WriteToMicroBatchDataSource orgSink
+- Union false, false
   :- Project [a#1]
   :  +- Filter (a#1 > 1)
   +- Project [b#2]

== Physical Plan ==
*(1) Range (0, 3)
`;

it('parsePlan() nests the operators below their headings', () => {
  expect(parsePlan(plan)).toEqual([
    {
      text: '== Parsed Logical Plan ==',
      children: [
        {
          text: 'WriteToMicroBatchDataSource orgSink',
          children: [
            {
              text: 'Union false, false',
              children: [
                { text: 'Project [a#1]', children: [{ text: 'Filter (a#1 > 1)', children: [] }] },
                { text: 'Project [b#2]', children: [] },
              ],
            },
          ],
        },
      ],
    },
    { text: '== Physical Plan ==', children: [{ text: '*(1) Range (0, 3)', children: [] }] },
  ]);
});

it('parsePlan() returns the operators of a plan without headings', () => {
  expect(parsePlan('Project [a#1]\n+- Range (0, 3)')).toEqual([
    { text: 'Project [a#1]', children: [{ text: 'Range (0, 3)', children: [] }] },
  ]);
});

it('parsePlan() keeps a line that does not fit the tree', () => {
  expect(parsePlan('Project [a#1]\n         odd')).toEqual([
    { text: 'Project [a#1]', children: [{ text: 'odd', children: [] }] },
  ]);
});
