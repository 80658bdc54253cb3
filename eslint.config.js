import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import svelte from 'eslint-plugin-svelte'
import { defineConfig, globalIgnores } from 'eslint/config'
import globals from 'globals'
import ts from 'typescript-eslint'
import svelteConfig from './svelte.config.js'

/** What would fetch something; see docs/security.md. */
const networks = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'RTCPeerConnection'].map((name) => ({
  name,
  message: 'Onionskin needs no network.',
}))

/** Names of a page that Node has not, for folders that run without one. */
const pageOnly = ['document', 'window', 'navigator', 'location', 'localStorage', 'sessionStorage', 'self'].map(
  (name) => ({
    name,
    message: 'This folder runs without a page.',
  }),
)

export default defineConfig(
  globalIgnores([
    'electron/engine/layer-core/',
    'out/',
    'dist/',
    'node_modules/',
    'test-results/',
    'playwright-report/',
    'coverage/',
    'docs/',
  ]),
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  ts.configs.stylisticTypeChecked,
  svelte.configs.recommended,
  prettier,
  svelte.configs.prettier,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['.dependency-cruiser.cjs'] },
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'object-shorthand': 'error',
      'prefer-const': ['error', { destructuring: 'all' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Columns are read in loops whose bounds the type system cannot see.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/prefer-for-of': 'off',
      '@typescript-eslint/no-misused-spread': ['error', { allow: [{ from: 'lib', name: 'string' }, 'string'] }],
      // Names in archives may hold anything; to find it is the purpose.
      'no-control-regex': 'off',
      // An interface may be met by an async method that awaits nothing yet.
      '@typescript-eslint/require-await': 'off',
      // tsc reports these, and knows every type.
      'no-undef': 'off',
    },
  },
  {
    files: ['shared/**', 'electron/engine/**', 'electron/cli/**', 'electron/main/**', 'renderer/model/**'],
    rules: { 'no-restricted-globals': ['error', ...pageOnly, ...networks] },
  },
  {
    files: ['renderer/state/**', 'renderer/components/**', 'electron/preload/**'],
    rules: { 'no-restricted-globals': ['error', ...networks] },
  },
  {
    files: ['electron/**', 'renderer/**'],
    rules: {
      'no-eval': 'error',
      'no-implied-eval': 'off',
      '@typescript-eslint/no-implied-eval': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'shell', property: 'openExternal', message: 'An archive could choose what is opened.' },
        { object: 'shell', property: 'openPath', message: 'An archive could choose what is run.' },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'electron', importNames: ['autoUpdater', 'net', 'crashReporter'], message: 'Nothing goes out.' },
          ],
        },
      ],
    },
  },
  {
    files: ['renderer/**/*.svelte'],
    rules: { 'svelte/no-at-html-tags': 'error' },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      // A rune that is declared with `let` is reassigned by the template or a binding.
      'prefer-const': 'off',
      // Snippets and props are checked by svelte-check, which sees through the template.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // `void this.version` makes an effect or a derived value follow it.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // The page has one window and no router.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  {
    files: ['electron/cli/**', 'scripts/**', 'test/bench/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['scripts/**'],
    rules: {
      // Casts in comments are seen by tsc alone.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['test/**'],
    rules: { '@typescript-eslint/no-empty-function': 'off' },
  },
  {
    files: ['**/*.cjs', '**/*.config.js', '**/*.config.ts'],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
  },
)
