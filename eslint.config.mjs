// Lint holds two things the compiler cannot see: promises nobody waits for, and which folder may import which.
import js from '@eslint/js';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** What each folder of src/ may not import: the one place that says which way dependencies point. */
const layers = {
  errors: ['types', 'plan', 'client', 'arrow', 'streaming', 'dataframe', 'sinks'],
  types: ['plan', 'client', 'arrow', 'streaming', 'dataframe', 'sinks'],
  plan: ['client', 'arrow', 'streaming', 'dataframe', 'sinks'],
  client: ['types', 'plan', 'arrow', 'streaming', 'dataframe', 'sinks'],
  arrow: ['plan', 'client', 'streaming', 'dataframe', 'sinks'],
  streaming: ['arrow', 'dataframe', 'sinks'],
  dataframe: ['sinks'],
  sinks: ['plan', 'client', 'arrow'],
};

const zones = [
  ...Object.entries(layers).map(([folder, forbidden]) => ({
    target: `./src/${folder}`,
    from: [...forbidden.map((other) => `./src/${other}/**`), './src/*.ts', './jobs/**', './scripts/**'],
    message: `src/${folder} may not depend on this; see the layers in eslint.config.mjs.`,
  })),
  ...['errors', 'arrow', 'streaming', 'dataframe', 'sinks'].map((folder) => ({
    target: `./src/${folder}`,
    from: './gen',
    message: 'Only types, plan and client know the generated messages.',
  })),
  {
    target: './jobs',
    from: ['./src', './gen'],
    except: ['./index.ts', './functions.ts', './kafka.ts'],
    message:
      'The job is a user of the library: it reaches it through its doors: src/index.ts, src/functions.ts and src/kafka.ts.',
  },
];

export default tseslint.config(
  { ignores: ['dist/', 'gen/', 'proto/', '.stack/', '.setup/', 'node_modules/'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: {
      // Without it the plug-in takes .ts files for no modules, and finds no circle among them.
      'import-x/extensions': ['.ts', '.mjs', '.js'],
      'import-x/resolver': { node: { extensions: ['.ts', '.mjs', '.js'] } },
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
    },
  },
  // tsc checks these through checkJs.
  { files: ['**/*.mjs'], rules: { '@typescript-eslint/explicit-module-boundary-types': 'off', 'no-undef': 'off' } },
  { files: ['scripts/**', 'jobs/**'], rules: { 'no-console': 'off' } },
);
