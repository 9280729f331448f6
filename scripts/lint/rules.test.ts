import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

const eslint = new ESLint({ cwd: new URL('../..', import.meta.url).pathname });

/** Rule ids that fire when `code` stands in the existing file `filePath`. */
async function rulesFor(filePath: string, code: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(code, { filePath });
  return result?.messages.map((message) => message.ruleId) ?? [];
}

describe('import and global rules', { timeout: 120_000 }, () => {
  it('refuse a domain file that imports the platform', async () => {
    const code = `import type { EngineKind } from '../platform/engine/engine-port.ts';\nexport type K = EngineKind;\n`;
    expect(await rulesFor('src/domain/result.ts', code)).toContain('boundaries/dependencies');
  });

  it('let the platform import the domain', async () => {
    const code = `import type { ModelManifest } from '../../domain/model/manifest.ts';\nexport type K = ModelManifest;\n`;
    expect(await rulesFor('src/platform/engine/engine-port.ts', code)).not.toContain(
      'boundaries/dependencies',
    );
  });

  it('refuse fetch, timers and the clock outside the platform', async () => {
    const code = `export const a = fetch('/x');\nexport const b = setTimeout(() => 0, 1);\nexport const c = Date.now();\n`;
    const rules = await rulesFor('src/domain/result.ts', code);
    expect(rules.filter((rule) => rule === 'no-restricted-globals')).toHaveLength(2);
    expect(rules).toContain('no-restricted-properties');
  });

  it.each([
    "fetch('/x')",
    'new XMLHttpRequest()',
    "navigator.sendBeacon('/x')",
    "new WebSocket('wss://x')",
    "new WebTransport('https://x')",
    "new EventSource('/x')",
    'new RTCPeerConnection()',
    "globalThis.fetch('/x')",
    "new self.WebSocket('wss://x')",
  ])('refuse %s everywhere but in platform/net', async (call) => {
    const code = `export const a: unknown = ${call};\n`;
    const network = /^no-restricted-(?:globals|syntax)$/;
    const rules = async (file: string): Promise<unknown[]> =>
      (await rulesFor(file, code)).filter((rule) => network.test(rule ?? ''));
    expect(await rules('src/domain/result.ts')).not.toEqual([]);
    expect(await rules('src/platform/clock/clock.ts')).not.toEqual([]);
    expect(await rules('src/platform/net/origin-fetch.ts')).toEqual([]);
  });

  it('refuse a path that is cast instead of made', async () => {
    const code = `import type { OwnPath } from '../net/own-path.ts';\nexport const a: OwnPath = '/x' as OwnPath;\n`;
    expect(await rulesFor('src/platform/clock/clock.ts', code)).toContain('no-restricted-syntax');
  });
});
