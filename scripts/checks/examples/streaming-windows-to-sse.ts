import assert from 'node:assert/strict';
import { startServer, type ExampleProject } from './example-project.ts';

interface WindowEvent {
  readonly id: string;
  readonly start: string;
  readonly records: number;
  readonly mean: number;
}

const timeout = 60_000;

/**
 * The source counts up by ten per second, so a complete window has twenty consecutive numbers. A window is complete when the next one has
 * begun, and its last event counts.
 */
export async function streamingWindowsToSse(project: ExampleProject): Promise<void> {
  const server = await startServer(project);
  try {
    assert.match(await (await fetch(server.url)).text(), /new EventSource\('\/events'\)/);
    const windows = await watch(`${server.url}events`, 5);
    // The first window is cut by the start of the query, and the last two may still grow.
    const [before, next] = windows.slice(1, 3);
    assert.ok(before && next);
    assert.deepEqual([before.records, next.records], [20, 20]);
    assert.equal(next.mean - before.mean, 20);
    assert.equal(Date.parse(`${next.start}Z`) - Date.parse(`${before.start}Z`), 2000);

    // A later client starts with the windows so far.
    const [first] = await watch(`${server.url}events`, 5);
    assert.equal(first?.id, windows[0]?.id);
    await server.stop();
  } finally {
    server.kill();
  }
}

/** Reads events until there are this many windows; returns the latest state of each. */
async function watch(url: string, count: number): Promise<WindowEvent[]> {
  const client = new AbortController();
  const { body, headers } = await fetch(url, {
    signal: AbortSignal.any([client.signal, AbortSignal.timeout(timeout)]),
  });
  assert.equal(headers.get('content-type'), 'text/event-stream');
  const windows = new Map<string, WindowEvent>();
  let text = '';
  for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
    const events = (text + chunk).split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const [, id = '', data = ''] = /^event: window\nid: (.+)\ndata: (.+)$/.exec(event) ?? [];
      windows.set(id, { id, ...(JSON.parse(data) as Omit<WindowEvent, 'id'>) });
    }
    if (windows.size >= count) break;
  }
  client.abort();
  return [...windows.values()];
}
