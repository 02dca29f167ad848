// Sorts what an entry point exports into categories, by the files of src that declare it.

/** The categories of functions, by the files of src/dataframe/functions. */
const ofFunctions: Readonly<Record<string, string>> = {
  normal: 'Columns and literals',
  condition: 'Conditions',
  aggregate: 'Aggregates',
  statistics: 'Aggregates',
  ranking: 'Window functions',
  math: 'Math',
  trigonometry: 'Math',
  bitwise: 'Bits',
  string: 'Strings',
  regexp: 'Strings',
  datetime: 'Dates and times',
  interval: 'Dates and times',
  'time-window': 'Dates and times',
  collection: 'Arrays, maps and structs',
  'higher-order': 'Arrays, maps and structs',
  document: 'JSON, CSV and XML',
  serialized: 'JSON, CSV and XML',
  hash: 'Hashes',
  sort: 'Sorting',
  session: 'Session and rows',
};

/** The categories of everything else, by the folders of src. */
const ofFolders: Readonly<Record<string, string>> = {
  session: 'Sessions',
  dataframe: 'DataFrames',
  execution: 'Results',
  arrow: 'Results',
  streaming: 'Streaming',
  sinks: 'Streaming',
  types: 'Types and values',
  errors: 'Errors',
  client: 'Connections',
  plan: 'Plans',
};

/** Returns the category of a declaration, by the path of its file; undefined if it has none. */
export function categoryOf(path: string): string | undefined {
  const [, folder = '', rest = ''] = /(?:^|\/)src\/([^/]+)\/(.+)\.ts$/.exec(path) ?? [];
  const [, topic] = /^functions\/(.+)$/.exec(rest) ?? [];
  return folder === 'dataframe' && topic !== undefined ? ofFunctions[topic] : ofFolders[folder];
}

/** The categories in the order in which a reader needs them. */
export const categoryOrder = [...new Set([...Object.values(ofFolders), ...Object.values(ofFunctions)]), '*'];
