// Defines which folders may import each other, and forbids circular imports. npm run lint checks this.

/** The folders that each folder of src/ may import from, besides itself: the single definition of the direction of dependencies. */
const layers = {
  errors: [],
  types: ['errors'],
  plan: ['errors', 'types', 'companion'],
  client: ['errors'],
  companion: ['errors', 'types'],
  arrow: ['errors', 'types'],
  plot: ['errors', 'types'],
  execution: ['errors', 'types', 'plan', 'client', 'companion', 'arrow'],
  streaming: ['errors', 'types', 'plan', 'client', 'companion', 'execution'],
  dataframe: ['errors', 'types', 'plan', 'client', 'companion', 'arrow', 'plot', 'execution', 'streaming'],
  session: ['errors', 'types', 'plan', 'client', 'arrow', 'execution', 'streaming', 'dataframe'],
  sinks: ['errors', 'types', 'execution', 'streaming', 'dataframe'],
  telemetry: ['errors', 'client', 'streaming'],
};

/** The layers that may import the generated messages. */
const messageLayers = ['types', 'plan', 'client'];

const rowTypes = [
  'cast-value',
  'column-names',
  'column-paths',
  'column-values',
  'function-values',
  'literal-types',
  'row-types',
  'value-rules',
];

const plots = [
  'display-frame',
  'draw',
  'draw-boxes',
  'draw-groups',
  'draw-histogram',
  'draw-points',
  'plot-columns',
  'series',
];

/** Groups of files whose types depend on each other, and that may therefore have circular type-only imports. */
const allowedCycles = [
  // A schema is a data type, a data type may be a schema, and a schema reads and prints types.
  ['data-type', 'struct-type', 'parse-data-type', 'format-data-type', 'type-factories'].map(
    (name) => `src/types/${name}.ts`,
  ),
  // The type of a column depends on the types of rows and values, and the other way around.
  ['column', ...rowTypes.map((name) => `row-types/${name}`)].map((name) => `src/dataframe/${name}.ts`),
  // over() takes a window, which is made of columns.
  ['src/dataframe/column.ts', 'src/dataframe/window-spec.ts'],
  // Each is a part of DataFrame's API and returns DataFrames.
  ['data-frame', 'grouped-data', 'cogrouped-data', 'group-function'].map((name) => `src/dataframe/${name}.ts`),
  ['src/dataframe/data-frame.ts', 'src/dataframe/data-frame-na-functions.ts'],
  ['src/dataframe/data-frame.ts', 'src/dataframe/data-frame-stat-functions.ts'],
  // The parts of df.plot query the DataFrame that they draw.
  ['data-frame', 'data-frame-plot-accessor', ...plots.map((name) => `plots/${name}`)].map(
    (name) => `src/dataframe/${name}.ts`,
  ),
  // A session's context creates the parts of the session, which use the context.
  ['session-context', 'server-functions'].map((name) => `src/execution/${name}.ts`),
  // The builder creates sessions, and SparkSession.builder returns the builder.
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
const otherCycles = [...new Set(allowedCycles.flat())].map((file) => ({
  name: 'other-cycle',
  comment: 'The allowed cycles are listed, with a reason, in .dependency-cruiser.mjs.',
  severity: 'error',
  from: { path: escape(file) },
  to: {
    circular: true,
    via: {
      pathNot: allowedCycles
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
      name: 'cloud-and-local-use-the-entry-point',
      comment:
        'src/cloud and src/local use the library like any program, so that their bundles import that of src/index.ts.',
      severity: 'error',
      from: { path: '^src/(cloud|local)/', pathNot: isTest },
      to: { path: '^src/', pathNot: '^src/($1/|index[.]ts$)' },
    },
    {
      name: 'generated-messages',
      comment: `Only ${messageLayers.join(', ')} may import the generated messages.`,
      severity: 'error',
      from: { path: '^src/', pathNot: [`^src/(${messageLayers.join('|')})/`, isTest] },
      to: { path: '^gen/' },
    },
    {
      name: 'library-alone',
      comment: 'The library imports nothing outside src/ and gen/.',
      severity: 'error',
      from: { path: '^src/', pathNot: isTest },
      to: { path: '^(jobs|command-line|stack|cli|scripts|test)/' },
    },
    {
      name: 'jobs-use-entry-points',
      comment:
        'Jobs use the library like any program: through src/index.ts, src/functions.ts, src/kafka.ts, src/opentelemetry.ts and src/cloud.ts only. stack and cli also share what the library knows about a server on this machine, and cli how it writes values.',
      severity: 'error',
      from: { path: '^(jobs|command-line|stack|cli)/' },
      to: {
        path: '^(src|gen)/',
        pathNot: [
          '^src/(index|functions|kafka|opentelemetry|cloud)[.]ts$',
          '^src/session/local-server[.]ts$',
          '^src/local/serve-messages[.]ts$',
          '^src/plot/(cell-text|fit-text)[.]ts$',
        ],
      },
    },
    {
      name: 'local-files-for-the-stack',
      comment: 'Jobs reach a server on this machine by the entry points, too.',
      severity: 'error',
      from: { path: '^(jobs|command-line)/' },
      to: { path: '^src/(local|session)/' },
    },
    {
      name: 'cli-on-top',
      comment: 'cli is the command of the package. Nothing imports it.',
      severity: 'error',
      from: { pathNot: ['^cli/', isTest, '^test/'] },
      to: { path: '^cli/' },
    },
    {
      name: 'cli-below-jobs',
      comment:
        'cli may import command-line and stack, but nothing of jobs and scripts, which the package does not contain.',
      severity: 'error',
      from: { path: '^cli/', pathNot: isTest },
      to: { path: '^(jobs|scripts|test)/' },
    },
    {
      name: 'jobs-below-scripts',
      comment: 'jobs may import command-line and stack, but not scripts.',
      severity: 'error',
      from: { path: '^jobs/', pathNot: isTest },
      to: { path: '^(scripts|test)/' },
    },
    {
      name: 'shared-jobs-below-commands',
      comment: 'The folders of jobs that the commands share import only each other.',
      severity: 'error',
      from: { path: '^jobs/(cloud-storage|kafka|transactions|windows)/' },
      to: { path: '^jobs/[^/]+/', pathNot: '^jobs/(cloud-storage|kafka|transactions|windows)/' },
    },
    {
      name: 'monitor-below-web',
      comment: 'jobs/monitor imports only the folders that the commands share.',
      severity: 'error',
      from: { path: '^jobs/monitor/' },
      to: { path: '^jobs/[^/]+/', pathNot: '^jobs/(cloud-storage|kafka|transactions|windows|monitor)/' },
    },
    {
      name: 'web-below-commands',
      comment: 'jobs/web shows what jobs/monitor knows. It imports no command, so that each command can use it.',
      severity: 'error',
      from: { path: '^jobs/web/' },
      to: { path: '^(jobs/[^/]+/|stack/)', pathNot: '^jobs/(cloud-storage|kafka|transactions|windows|monitor|web)/' },
    },
    {
      name: 'page-alone',
      comment:
        'The page runs in a browser. Of the other folders, it imports only types, the rules of the events and the reasons.',
      severity: 'error',
      from: { path: '^jobs/web/page/', pathNot: isTest },
      to: {
        path: '^(jobs|src|command-line)/|^node:',
        pathNot: ['^jobs/web/(page/|snapshot-changes[.]ts$)', '^jobs/transactions/dead-letter-reason[.]ts$'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'stack-below-jobs',
      comment: 'stack may import command-line and scripts/setup.',
      severity: 'error',
      from: { path: '^stack/' },
      to: { path: '^(jobs|scripts|test)/', pathNot: '^scripts/setup/' },
    },
    {
      name: 'command-line-alone',
      comment: 'command-line is shared by jobs, stack and scripts, so it may import only scripts/setup.',
      severity: 'error',
      from: { path: '^command-line/' },
      to: { path: '^(jobs|stack|scripts|test)/', pathNot: '^scripts/setup/' },
    },
    {
      name: 'setup-alone',
      comment: 'scripts/setup may import only Node modules, because it runs before npm packages are installed.',
      severity: 'error',
      from: { path: '^scripts/setup', pathNot: isTest },
      to: { pathNot: '^scripts/setup|^node:', dependencyTypesNot: ['core'] },
    },
    {
      name: 'models-alone',
      comment: 'Models of streaming operators import only each other and the library.',
      severity: 'error',
      from: { path: '^scripts/checks/models/' },
      to: { path: '^(jobs|command-line|stack|scripts|test)/', pathNot: '^scripts/checks/models/' },
    },
    {
      name: 'test-support-below-scripts',
      comment: 'test/support may import only the models and the bridge of scripts.',
      severity: 'error',
      from: { path: '^test/support/' },
      to: { path: '^scripts/', pathNot: '^scripts/checks/(models|bridge)/' },
    },
    {
      name: 'no-imports-of-tests',
      comment: 'Only tests may import tests and their helpers.',
      severity: 'error',
      from: { pathNot: [isTest, '^test/', '^vitest[.]'] },
      to: { path: ['^test/', isTest] },
    },
    {
      name: 'no-cycle',
      comment: 'Merge the files of a circular import, or move the shared part to another file.',
      severity: 'error',
      from: { pathNot: allowedCycles.flat().map(escape) },
      to: { circular: true },
    },
    {
      name: 'no-run-time-cycle',
      comment: 'The allowed cycles may consist of type-only imports only.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...otherCycles,
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|companion/target)/' },
  },
};

export default configuration;
