import { describe, expect, it } from 'vitest';
import type { OperationProgress, ProgressHandler, StageProgress } from '../client/operation-progress.ts';
import { showProgress } from './progress-bar.ts';

const stage = (stageId: number, numCompletedTasks: number, numTasks: number): StageProgress => ({
  stageId,
  numTasks,
  numCompletedTasks,
  numBytesRead: 0,
  done: false,
});

const progress = (operationId: string, stages: readonly StageProgress[], done = false): OperationProgress => ({
  stages,
  inflightTasks: done ? 0 : 2,
  operationId,
  done,
});

/** A bar on a terminal whose output is recorded. */
function barOn({ isTTY, columns }: { readonly isTTY: boolean; readonly columns?: number }) {
  const written: string[] = [];
  const handlers = new Set<ProgressHandler>();
  const session = {
    registerProgressHandler: (handler: ProgressHandler) => void handlers.add(handler),
    removeProgressHandler: (handler: ProgressHandler) => void handlers.delete(handler),
  };
  const stream = { isTTY, ...(columns !== undefined && { columns }), write: (text: string) => written.push(text) };
  const hide = showProgress(session, { stream });
  const report = (event: OperationProgress): void => handlers.forEach((handler) => handler(event));
  return { written, handlers, report, hide };
}

describe('showProgress()', () => {
  it('draws one line for all running actions and clears it when they are done', () => {
    const { written, report } = barOn({ isTTY: true });
    report(progress('a', [stage(1, 3, 6)]));
    report(progress('b', [stage(2, 0, 6)]));
    report(progress('a', [stage(1, 6, 6)], true));
    report(progress('b', [stage(2, 6, 6)], true));
    expect(written).toEqual([
      '\r\x1b[2K[===============               ] 3/6 tasks, 2 running, 1 stages',
      '\r\x1b[2K[=======                       ] 3/12 tasks, 4 running, 2 stages',
      '\r\x1b[2K[                              ] 0/6 tasks, 2 running, 1 stages',
      '\r\x1b[2K',
    ]);
  });

  it('draws nothing for an action without stages, and clears nothing after it', () => {
    const { written, report } = barOn({ isTTY: true });
    report(progress('a', [], true));
    expect(written).toEqual([]);
  });

  it('never exceeds the width of the terminal', () => {
    const { written, report } = barOn({ isTTY: true, columns: 20 });
    report(progress('a', [stage(1, 3, 6)]));
    expect(written[0]?.replace('\r\x1b[2K', '')).toHaveLength(19);
  });

  it('clears the line and stops when it is hidden', () => {
    const { written, handlers, report, hide } = barOn({ isTTY: true });
    report(progress('a', [stage(1, 3, 6)]));
    hide();
    expect(written.at(-1)).toBe('\r\x1b[2K');
    expect(handlers.size).toBe(0);
  });

  it('registers no handler if the stream is not a terminal', () => {
    expect(barOn({ isTTY: false }).handlers.size).toBe(0);
  });
});
