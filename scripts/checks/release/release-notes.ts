import { UserError } from '../../../command-line/user-error.ts';

/** What a release is made from. */
export interface Release {
  /** Such as `v0.1.0`. */
  readonly tag: string;
  /** The version in package.json. */
  readonly version: string;
  /** The text of CHANGELOG.md. */
  readonly changelog: string;
}

/**
 * Returns the section of the changelog for a release.
 *
 * @throws UserError when the tag, the version and the changelog do not agree
 */
export function releaseNotes({ tag, version, changelog }: Release): string {
  if (tag !== `v${version}`) {
    throw new UserError(`The tag is ${tag}, but package.json has version ${version}: set that version, and tag again.`);
  }
  const sections = changelog.split(/^(?=## )/m).filter((section) => section.startsWith('## '));
  const latest = sections.find((section) => !/^## \[unreleased\]/i.test(section));
  const [, named, date] = /^## \[(.+)\] - (\d{4}-\d{2}-\d{2})\n/.exec(latest ?? '') ?? [];
  if (latest === undefined || named !== version || date === undefined) {
    throw new UserError(
      `The latest release in CHANGELOG.md is ${named ?? 'missing'}: give the changes of ${version} a heading such as "## [${version}] - 2026-01-31".`,
    );
  }
  const notes = latest.slice(latest.indexOf('\n')).trim();
  if (notes === '') throw new UserError(`The section of CHANGELOG.md about ${version} is empty.`);
  return notes;
}
