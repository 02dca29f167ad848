import { describe, expect, it } from 'vitest';
import { releaseNotes } from './release-notes.ts';

const changelog = `# Changelog

## [Unreleased]

## [1.2.0] - 2026-11-30

### Added

- A thing.

## [1.1.0] - 2026-10-01

- Older.
`;

describe('releaseNotes', () => {
  it('returns the section of the latest version', () => {
    expect(releaseNotes({ tag: 'v1.2.0', version: '1.2.0', changelog })).toBe('### Added\n\n- A thing.');
  });

  it.each([
    [{ tag: 'v1.2.1' }, 'The tag is v1.2.1, but package.json has version 1.2.0'],
    [{ tag: 'v1.1.0', version: '1.1.0' }, 'The latest release in CHANGELOG.md is 1.2.0: give the changes of 1.1.0'],
    [{ changelog: '## [Unreleased]\n\n- New.\n' }, 'The latest release in CHANGELOG.md is missing'],
    [{ changelog: '## [1.2.0] - 2026-11-30\n' }, 'is empty'],
  ])('rejects %j', (change, message) => {
    expect(() => releaseNotes({ tag: 'v1.2.0', version: '1.2.0', changelog, ...change })).toThrow(message);
  });
});
