import { expect, it } from 'vitest';
import { Downloads } from './jars.ts';

it('Downloads counts the jars in the output of Maven, also if it arrives in parts', () => {
  const reports: string[] = [];
  const downloads = new Downloads((files, megabytes) => reports.push(`${files} ${megabytes.toFixed(2)}`), 0);
  downloads.read(
    'Downloading from central: https://example.org/a.pom\nDownloaded from central: https://example.org/a.pom (1.1 kB at 3 kB/s)\n',
  );
  expect(reports).toEqual([]);
  downloads.read(
    'Downloaded from central: https://example.org/a.jar (1.5 MB at 3 MB/s)\nDownloaded from central: https://',
  );
  downloads.read('example.org/b.jar (250 kB at 1 MB/s)\n');
  expect(reports).toEqual(['1 1.50', '2 1.75']);
});
