import { describe, expect, it } from 'vitest';
import { SparkSession } from '../../src/index.ts';
import { drawPlot } from './plot-command.ts';

const frame = SparkSession.builder.offline().range(3);

describe('the command .plot', () => {
  it('names the kinds if it gets none that it knows', async () => {
    const known =
      /such as "\.plot bar country amount"\. The kinds are line, area, scatter, bar, barh, pie, hist, box\./;
    await expect(drawPlot('', frame)).rejects.toThrow(known);
    await expect(drawPlot('bars id', frame)).rejects.toThrow(known);
    await expect(drawPlot('toString id', frame)).rejects.toThrow(known);
  });

  it('says which columns are missing', async () => {
    await expect(drawPlot('hist', frame)).rejects.toThrow('Name the columns of the plot, such as ".plot hist amount".');
    await expect(drawPlot('line id', frame)).rejects.toThrow('such as ".plot line day amount".');
  });

  it('needs a frame that has been shown', async () => {
    await expect(drawPlot('hist id', undefined)).rejects.toThrow('show the one to plot first');
  });
});
