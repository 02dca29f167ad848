// Which folder may import which, and that no files import each other in a circle. npm run lint checks it.

/** Where each folder of src/ may import from, besides itself: the one place that says which way dependencies point. */
const layers = {
  errors: [],
  types: ['errors'],
  plan: ['errors', 'types'],
  client: ['errors'],
  arrow: ['errors', 'types'],
  execution: ['errors', 'types', 'plan', 'client', 'arrow'],
  streaming: ['errors', 'types', 'plan', 'client', 'execution'],
  dataframe: ['errors', 'types', 'plan', 'client', 'arrow', 'execution', 'streaming'],
  session: ['errors', 'types', 'plan', 'client', 'arrow', 'execution', 'streaming', 'dataframe'],
  sinks: ['errors', 'types', 'execution', 'streaming', 'dataframe'],
};

/** The layers that know the generated messages. */
const messageLayers = ['types', 'plan', 'client'];

/** Circles of type-only imports between files that are one idea. */
const oneIdea = [
  // A schema is a data type, a data type may be a schema, and a schema reads and prints types.
  ['data-type', 'struct-type', 'parse-data-type', 'format-data-type', 'type-factories'].map(
    (name) => `src/types/${name}.ts`,
  ),
  // A column has the type of its value, which follows from the row; over() takes a window, which is made of columns.
  ['src/dataframe/column.ts', 'src/dataframe/row-types.ts'],
  ['src/dataframe/column.ts', 'src/dataframe/window-spec.ts'],
  // Each is half of DataFrame's API and hands DataFrames back.
  ['src/dataframe/data-frame.ts', 'src/dataframe/grouped-data.ts'],
  ['src/dataframe/data-frame.ts', 'src/dataframe/data-frame-na-functions.ts'],
  ['src/dataframe/data-frame.ts', 'src/dataframe/data-frame-stat-functions.ts'],
  // The builder makes sessions, which are where it is found.
  ['src/session/spark-session.ts', 'src/session/spark-session-builder.ts'],
];
const isTest = '[.]test[.]ts$';
/** @param {string} path */
const escape = (path) => `^${path.replaceAll('.', '[.]')}$`;

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const layerRules = Object.entries(layers).map(([folder, below]) => ({
  name: `layer-${folder}`,
  comment: `src/${folder} may import ${below.length === 0 ? 'nothing else' : `only ${below.join(', ')}`} of src.`,
  severity: 'error',
  from: { path: `^src/${folder}/`, pathNot: isTest },
  to: { path: '^src/', pathNot: [`^src/${[folder, ...below].join('/|^src/')}/`] },
}));

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const beyondOneIdea = [...new Set(oneIdea.flat())].map((file) => ({
  name: 'circle-beyond-one-idea',
  comment: 'The circles that may be are listed, with the reason, in .dependency-cruiser.mjs.',
  severity: 'error',
  from: { path: escape(file) },
  to: {
    circular: true,
    via: {
      pathNot: oneIdea
        .filter((pair) => pair.includes(file))
        .flat()
        .map(escape)
        .join('|'),
    },
  },
}));

/** @type {import('dependency-cruiser').IConfiguration & { forbidden: import('dependency-cruiser').IForbiddenRuleType[] }} */
const configuration = {
  forbidden: [
    ...layerRules,
    {
      name: 'generated-messages',
      comment: `Only ${messageLayers.join(', ')} know the generated messages.`,
      severity: 'error',
      from: { path: '^src/', pathNot: [`^src/(${messageLayers.join('|')})/`, isTest] },
      to: { path: '^gen/' },
    },
    {
      name: 'library-alone',
      comment: 'The library imports nothing outside src/ and gen/.',
      severity: 'error',
      from: { path: '^src/', pathNot: isTest },
      to: { path: '^(jobs|command-line|stack|scripts|test)/' },
    },
    {
      name: 'jobs-use-doors',
      comment: 'A job is a user of the library: it reaches it through src/index.ts, src/functions.ts and src/kafka.ts.',
      severity: 'error',
      from: { path: '^(jobs|command-line|stack)/' },
      to: { path: '^(src|gen)/', pathNot: '^src/(index|functions|kafka)[.]ts$' },
    },
    {
      name: 'jobs-below-scripts',
      comment: 'jobs may import command-line and stack, but no scripts.',
      severity: 'error',
      from: { path: '^jobs/', pathNot: isTest },
      to: { path: '^(scripts|test)/' },
    },
    {
      name: 'stack-below-jobs',
      comment: 'stack may import command-line and what set-up needs before npm packages exist.',
      severity: 'error',
      from: { path: '^stack/' },
      to: { path: '^(jobs|scripts|test)/', pathNot: '^scripts/setup/' },
    },
    {
      name: 'command-line-alone',
      comment: 'command-line is for jobs, stack and scripts alike, so it imports only what set-up shares.',
      severity: 'error',
      from: { path: '^command-line/' },
      to: { path: '^(jobs|stack|scripts|test)/', pathNot: '^scripts/setup/' },
    },
    {
      name: 'setup-alone',
      comment: 'Set-up runs before npm packages exist.',
      severity: 'error',
      from: { path: '^scripts/setup', pathNot: isTest },
      to: { pathNot: '^scripts/setup|^node:', dependencyTypesNot: ['core'] },
    },
    {
      name: 'models-alone',
      comment: 'What tests share knows nothing of scripts.',
      severity: 'error',
      from: { path: '^test/support/' },
      to: { path: '^scripts/' },
    },
    {
      name: 'no-imports-of-tests',
      comment: 'Only tests import what is for tests.',
      severity: 'error',
      from: { pathNot: [isTest, '^test/', '^vitest[.]'] },
      to: { path: ['^test/', isTest] },
    },
    {
      name: 'no-circle',
      comment: 'Files that import each other in a circle are one file, or one of them is in the wrong place.',
      severity: 'error',
      from: { pathNot: oneIdea.flat().map(escape) },
      to: { circular: true },
    },
    {
      name: 'no-run-time-circle',
      comment: 'Files of one idea may know the types of each other, no more.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...beyondOneIdea,
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
  },
};

export default configuration;
