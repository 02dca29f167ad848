import { describe, expect, it } from 'vitest';
import { Generations, nameInGeneration, type Generation, type GenerationState } from './generations.ts';

const record = (generation: number, state: GenerationState, from?: string): Generation => ({
  generation,
  resultsTopic: nameInGeneration('r', generation),
  state,
  from,
});
const generations = (...records: readonly Generation[]): Generations => new Generations('r', records);
const numbers = (all: readonly Generation[]): number[] => all.map(({ generation }) => generation);

describe('Generations', () => {
  it('has the names of before as the first generation', () => {
    const job = generations();
    expect(job.current).toEqual({ generation: 1, resultsTopic: 'r', state: 'current' });
    expect(job.valid).toEqual([job.current]);
    expect([job.building, job.next]).toEqual([undefined, 2]);
    expect([nameInGeneration('r', 1), nameInGeneration('/c/', 2)]).toEqual(['r', '/c-g2']);
  });

  it('keeps the current generation while the next one is being built or after it was abandoned', () => {
    const job = generations(record(2, 'building'));
    expect([job.current.generation, job.building?.generation, job.next]).toEqual([1, 2, 3]);
    const abandoned = generations(record(2, 'abandoned'));
    expect([abandoned.current.generation, abandoned.building, abandoned.next]).toEqual([1, undefined, 3]);
  });

  it('switches to a complete generation, whose predecessors are no longer valid', () => {
    const job = generations(record(1, 'retired'), record(2, 'current'), record(3, 'building'));
    expect([job.current.generation, job.building?.generation, job.next]).toEqual([2, 3, 4]);
    expect(numbers(job.valid)).toEqual([2]);
  });

  it('keeps earlier generations valid down to the last one that had all records', () => {
    const from = '2026-01-01T00:00:00.000Z';
    const job = generations(
      record(1, 'retired'),
      record(2, 'retired'),
      record(3, 'abandoned'),
      record(4, 'retired', from),
      record(5, 'current', from),
    );
    expect(numbers(job.valid)).toEqual([2, 4, 5]);
  });
});
