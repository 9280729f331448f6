// The plugin ships no types; only its flat configurations are used here.
declare module 'eslint-plugin-jsx-a11y' {
  import type { ESLint, Linter } from 'eslint';

  const plugin: ESLint.Plugin & { flatConfigs: { strict: { rules: Linter.RulesRecord } } };
  export default plugin;
}
