import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { checkable, libraryShaders, needsHalves } from './library-shaders.ts';
import type { ShaderFault } from './shader.ts';
import { openSoftwareGpuPage } from './software-gpu-page.ts';

/** What the browser's shader compiler said about one library. */
export interface LibraryVerdict {
  readonly library: string;
  readonly shaders: number;
  /** Of those, how many were checked in float32 because the software adapter has no shader-f16. */
  readonly widened: number;
  /**
   * Of the widened ones, those that are compiled without a pipeline being made: their arrays fit into this adapter's
   * workgroup memory in float16, and no longer in float32.
   */
  readonly compiledOnly: number;
  readonly faults: readonly ShaderFault[];
}

/** Refused by every browser: a check that would accept it is none. */
const BROKEN = { name: 'broken', wgsl: '@compute @workgroup_size(1) fn broken() { let x : i32 = 1.5; }' };

/** Said of a widened shader it is no fault: its arrays are twice as long; the compiler counts those of the real one. */
const TOO_MUCH_STORAGE = /total use of workgroup storage/;

/** Compiles every shader of every library in Chromium on the software adapter and makes its pipeline. */
export async function validateLibraries(paths: readonly string[]): Promise<LibraryVerdict[]> {
  const folder = mkdtempSync(join(tmpdir(), 'readroom-shaders-'));
  const gpu = await openSoftwareGpuPage(folder);
  try {
    if ((await gpu.faults([BROKEN])).length === 0) throw new Error('The browser checks no shader.');
    const limit = await gpu.workgroupLimit();
    const verdicts: LibraryVerdict[] = [];
    for (const path of paths) {
      const shaders = libraryShaders(readFileSync(path));
      const checked = shaders.map((shader) => checkable(shader, limit));
      verdicts.push({
        library: basename(path),
        shaders: shaders.length,
        widened: shaders.filter(needsHalves).length,
        compiledOnly: checked.filter(({ compileOnly }) => compileOnly === true).length,
        faults: (await gpu.faults(checked)).filter(({ kernel, message }) => {
          const shader = shaders.find(({ name }) => name === kernel);
          return shader === undefined || !needsHalves(shader) || !TOO_MUCH_STORAGE.test(message);
        }),
      });
    }
    return verdicts;
  } finally {
    await gpu.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
