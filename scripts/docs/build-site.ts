// Builds the site with TypeDoc: the guides of docs/README.md, and the reference of all entry points.
import { join } from 'node:path';
import {
  Application,
  Comment,
  CommentTag,
  Converter,
  KindRouter,
  OptionDefaults,
  PageEvent,
  ReflectionKind,
  type CommentDisplayPart,
  type DeclarationReflection,
  type ProjectReflection,
  type Reflection,
  type TypeDocOptions,
} from 'typedoc';
import { pages } from '../checks/docs/doc-examples.ts';
import { root } from '../setup/paths.mjs';
import { accessible } from './accessible-html.ts';
import { categoryOf, categoryOrder } from './api-categories.ts';
import { addressOf, allGuides, index, unlistedPages, type Guide } from './guides.ts';
import { extendMarkdown } from './markdown.ts';
import { markOutsideLinks, nameGuides, nameStartPage } from './links.ts';

const entryPoints = ['index', 'functions', 'kafka', 'cloud', 'opentelemetry', 'local'];

/** Builds the site in a folder, which is emptied before. Returns whether everything in it is right. */
export async function buildSite(out: string): Promise<boolean> {
  const guides = allGuides();
  const app = await Application.bootstrapWithPlugins({
    ...options(guides),
    out,
    plugin: [(each) => adapt(each, guides)],
  });
  const project = await app.convert();
  if (project === undefined) return false;
  app.validate(project);
  for (const file of unlistedPages(pages(), guides)) {
    app.logger.error(`${file} has no place on the site: add it to a table in ${index}.`);
  }
  if (isFaultless(app)) await app.generateOutputs(project);
  return isFaultless(app);
}

function isFaultless({ logger }: Application): boolean {
  return !logger.hasErrors() && !logger.hasWarnings() && logger.validationWarningCount === 0;
}

function options(guides: readonly Guide[]): TypeDocOptions {
  const groups = [...new Set(guides.map(({ group }) => group))];
  return {
    name: 'spark-connect-ts',
    includeVersion: true,
    tsconfig: join(root, 'scripts', 'docs', 'tsconfig.json'),
    basePath: root,
    entryPoints: entryPoints.map((name) => join(root, 'src', `${name}.ts`)),
    readme: join(root, index),
    projectDocuments: guides.map(({ file }) => join(root, file)),
    customCss: join(root, 'scripts', 'docs', 'site.css'),
    router: 'guides',
    // npm run typecheck has checked the same files.
    skipErrorChecking: true,
    excludePrivate: true,
    excludeInternal: true,
    disableSources: true,
    // In generated code.
    blockTags: [...OptionDefaults.blockTags, '@generated'],
    hideGenerator: true,
    githubPages: true,
    searchInComments: true,
    searchInDocuments: true,
    headings: { readme: false, document: false },
    navigation: { includeGroups: true, includeCategories: true, includeFolders: false },
    categorizeByGroup: false,
    categoryOrder,
    groupOrder: [...groups, '*'],
    // A word that many members have in their names is explained in a guide.
    searchGroupBoosts: Object.fromEntries(groups.map((group) => [group, 4])),
    sortEntryPoints: false,
    // The other default themes have comments in a gray that is hard to read.
    lightHighlightTheme: 'github-light-high-contrast',
    darkHighlightTheme: 'github-dark-high-contrast',
    highlightLanguages: ['typescript', 'javascript', 'json', 'shellscript', 'python', 'sql'],
    markdownItLoader: extendMarkdown,
    validation: { notExported: false, invalidLink: true, invalidPath: true, notDocumented: false, rewrittenLink: true },
  };
}

/** Makes TypeDoc arrange the site as docs/README.md does. */
function adapt(app: Application, guides: readonly Guide[]): void {
  const guideOf = new Map<Reflection, Guide>();

  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const document of project.documents ?? []) {
      const path = project.files.getReflectionPath(document);
      const guide = guides.find(({ file }) => join(root, file) === path);
      if (guide === undefined) continue;
      guideOf.set(document, guide);
      document.name = guide.title;
      document.frontmatter = { ...document.frontmatter, group: guide.group };
    }
    for (const document of guideOf.keys()) {
      if (document.isDocument()) document.content = adaptLinks(document.content, project);
    }
    project.readme = adaptLinks(project.readme ?? [], project);
    for (const entryPoint of project.children ?? []) describeEntryPoint(entryPoint, project);
  });

  app.renderer.on(PageEvent.END, (page) => {
    page.contents = nameStartPage(accessible(page.contents ?? ''));
  });
  app.renderer.defineRouter(
    'guides',
    class GuideRouter extends KindRouter {
      protected override getIdealBaseName(reflection: Reflection): string {
        const guide = guideOf.get(reflection);
        return guide === undefined ? super.getIdealBaseName(reflection) : addressOf(guide);
      }
    },
  );
}

function adaptLinks(parts: CommentDisplayPart[], project: ProjectReflection): CommentDisplayPart[] {
  const named = nameGuides(parts, (target) => {
    const reflection = project.files.resolve(target, project);
    return typeof reflection === 'object' && reflection.isDocument() ? reflection.name : undefined;
  });
  return markOutsideLinks(named, project);
}

/** Names an entry point as programs import it, and sorts its exports. */
function describeEntryPoint(entryPoint: DeclarationReflection, project: ProjectReflection): void {
  if (!entryPoint.kindOf(ReflectionKind.Module)) return;
  entryPoint.name = entryPoint.name.replace(/^src/, 'spark-connect-ts');
  tag(entryPoint, '@group', 'API reference');
  for (const child of entryPoint.children ?? []) {
    const category = categoryOf(project.getSymbolIdFromReflection(child)?.fileName ?? '');
    if (category !== undefined) tag(child, '@category', category);
  }
}

function tag(reflection: DeclarationReflection, name: `@${string}`, text: string): void {
  reflection.comment ??= new Comment();
  reflection.comment.blockTags.push(new CommentTag(name, [{ kind: 'text', text }]));
}
