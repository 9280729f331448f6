import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import type { ESLint } from 'eslint';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import {
  BANNED_GLOBALS,
  BANNED_PROPERTIES,
  ELEMENTS,
  IMPORT_POLICIES,
  NETWORK_CALLS,
  NETWORK_GLOBALS,
  NETWORK_USERS,
  NO_FORGED_PATH,
} from './scripts/lint/rules.ts';

const NO_DEFAULT_EXPORT = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: one thing, one name everywhere.',
};

const config: ReturnType<typeof defineConfig> = defineConfig(
  {
    ignores: [
      'dist',
      'models',
      'node_modules',
      '.cache',
      '.venv',
      'coverage',
      'test-results',
      'playwright-report',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // Stands in for isolatedDeclarations, under which a valibot schema could not be inferred.
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/**/*.test.{ts,tsx}'],
    plugins: { boundaries },
    settings: { 'boundaries/elements': ELEMENTS, 'boundaries/include': ['src/**/*'] },
    rules: {
      'boundaries/dependencies': [
        'error',
        { default: 'disallow', checkAllOrigins: false, policies: IMPORT_POLICIES },
      ],
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    ignores: ['src/testing/properties.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'fast-check', message: 'Use src/testing/properties.ts: its seed is fixed.' }] },
      ],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/platform/**', 'src/**/*.test.{ts,tsx}', 'src/testing/**'],
    rules: {
      'no-restricted-globals': ['error', ...NETWORK_GLOBALS, ...BANNED_GLOBALS],
      'no-restricted-properties': ['error', ...BANNED_PROPERTIES],
      'no-console': 'error',
    },
  },
  {
    files: ['src/platform/**/*.ts'],
    ignores: [...NETWORK_USERS, 'src/**/*.test.ts'],
    rules: { 'no-restricted-globals': ['error', ...NETWORK_GLOBALS] },
  },
  {
    // Of those who may reach the network, the ones that are not in the platform.
    files: NETWORK_USERS.filter((files) => !files.startsWith('src/platform/')),
    rules: { 'no-restricted-globals': ['error', ...BANNED_GLOBALS] },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: [...NETWORK_USERS, 'src/**/*.test.{ts,tsx}', 'src/testing/**'],
    rules: { 'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT, ...NETWORK_CALLS, NO_FORGED_PATH] },
  },
  {
    files: ['src/**/*.tsx'],
    // The plugin's own types lag behind ESLint's (its config names are looser).
    plugins: { 'react-hooks': reactHooks as unknown as ESLint.Plugin, 'jsx-a11y': jsxA11y },
    rules: { ...reactHooks.configs.recommended.rules, ...jsxA11y.flatConfigs.strict.rules },
  },
  {
    files: ['src/**/*.test.{ts,tsx}', 'src/testing/**', 'e2e/**', 'scripts/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
    },
  },
  {
    files: ['eslint.config.ts', 'vite.config.ts', 'playwright*.config.ts', '**/*.d.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: {
      ...tseslint.configs.disableTypeChecked.rules,
      // Plain JavaScript has no place for types.
      '@typescript-eslint/explicit-module-boundary-types': 'off',
    },
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', performance: 'readonly' },
    },
  },
);

export default config;
