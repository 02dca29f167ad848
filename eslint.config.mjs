// Checks what the compiler cannot, such as promises that are not awaited. .dependency-cruiser.mjs checks imports.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'gen/',
      'proto/',
      '.stack/',
      '.setup/',
      'companion/target/',
      'node_modules/',
      'site/',
      '**/fixtures/',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
    },
  },
  // tsc checks these files with checkJs.
  { files: ['**/*.mjs'], rules: { '@typescript-eslint/explicit-module-boundary-types': 'off', 'no-undef': 'off' } },
  { files: ['scripts/**', 'jobs/**', 'stack/**', 'cli/**', 'examples/**'], rules: { 'no-console': 'off' } },
  // They are programs of their own, whose packages are not installed here. npm run examples compiles them.
  { files: ['examples/**'], ...tseslint.configs.disableTypeChecked },
  { files: ['examples/**'], rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' } },
);
