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
});
