import type { Plugin } from 'vite';

interface Removal {
  /** End of the module's path, in forward slashes. */
  readonly module: string;
  /** Must be found exactly once. */
  readonly pattern: RegExp;
  readonly replacement: string;
  readonly what: string;
}

/**
 * Public hosts that dependencies would turn to when left alone. Readroom gives each of them its own files, so nothing of
 * this is ever read; it is taken out so that the build can be searched for it.
 */
const REMOVALS: readonly Removal[] = [
  {
    module: '/@mlc-ai/web-llm/lib/index.js',
    pattern:
      /^const prebuiltAppConfig = \{\n {4}cacheBackend: "cache",\n {4}model_list: \[\n[\s\S]*?\n {4}\],\n\};$/m,
    replacement: 'const prebuiltAppConfig = { cacheBackend: "cache", model_list: [] };',
    what: "web-llm's list of models",
  },
  {
    module: '/@mlc-ai/web-llm/lib/index.js',
    pattern: /^const modelLibURLPrefix = "https:[^"\n]+";$/m,
    replacement: 'const modelLibURLPrefix = "";',
    what: "web-llm's address of model libraries",
  },
  {
    module: '/@wllama/wllama/esm/index.js',
    pattern: /^var HF_BASE = "https:[^"\n]+";$/m,
    replacement: 'var HF_BASE = "";',
    what: "wllama's model host",
  },
  {
    module: '/@wllama/wllama/esm/index.js',
    pattern: /^var WasmCompatFromCDN = \{\n {2}worker: "https:[^"\n]+",\n {2}wasm: "https:[^"\n]+"\n\};$/m,
    replacement: 'var WasmCompatFromCDN = { worker: "", wasm: "" };',
    what: "wllama's content network",
  },
];

/**
 * The module's code without the addresses that it brings along; the code itself where it brings none.
 * @throws Error when what should be taken out is not there once: the package has changed, look at it again
 */
export function withoutDefaultUrls(id: string, code: string): string {
  const path = id.split('?', 1)[0]?.replaceAll('\\', '/') ?? '';
  let changed = code;
  for (const { module, pattern, replacement, what } of REMOVALS) {
    if (!path.endsWith(module)) continue;
    const found = changed.match(new RegExp(pattern, 'gm'))?.length ?? 0;
    if (found !== 1) throw new Error(`${what}: found ${found} times in ${module}, expected once.`);
    changed = changed.replace(pattern, replacement);
  }
  return changed;
}

/** Goes into the page's plugins and into the workers'. */
export function removeDefaultUrls(): Plugin {
  return {
    name: 'readroom-remove-default-urls',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      const changed = withoutDefaultUrls(id, code);
      return changed === code ? null : { code: changed, map: null };
    },
  };
}
