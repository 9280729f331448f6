import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Compiles src/pipeline/kernels/kernels.c with emcc and writes kernels-wasm.ts: the module itself, so that a worker
 * needs no further file, with the SHA-256 of what it was made of and of what it is. `--check` only compares.
 * The bytes in the repository are emcc 3.1.6's; another compiler's may differ and still be right.
 */
const FOLDER = fileURLToPath(new URL('../../src/pipeline/kernels/', import.meta.url));
const TARGET = join(FOLDER, 'kernels-wasm.ts');
const FLAGS = [
  '-O3',
  '-msimd128',
  '-ffp-contract=off',
  '--no-entry',
  '-sSTANDALONE_WASM',
  '-sINITIAL_MEMORY=6MB',
  '-sTOTAL_STACK=64KB',
];
const LINE = 96;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function compile(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'readroom-kernels-'));
  try {
    const out = join(folder, 'kernels.wasm');
    // From its own folder, so that no path enters the result.
    execFileSync('emcc', [...FLAGS, 'kernels.c', '-o', out], { cwd: FOLDER, stdio: 'inherit' });
    return readFileSync(out);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const wasm = compile();
const base64 = wasm.toString('base64').match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
const source = sha256(readFileSync(join(FOLDER, 'kernels.c')));
const text = `// Written by scripts/kernels/build-kernels.ts from kernels.c; not for hands.

/** SHA-256 of the kernels.c that this was made of. */
export const KERNELS_SOURCE_SHA256 = '${source}';
/** SHA-256 of the module's ${wasm.length} bytes. */
export const KERNELS_SHA256 = '${sha256(wasm)}';

export const KERNELS_BASE64: string = [
${base64.map((line) => `  '${line}',`).join('\n')}
].join('');
`;
if (process.argv.includes('--check')) {
  const same = readFileSync(TARGET, 'utf8') === text;
  console.log(same ? 'kernels-wasm.ts is what kernels.c compiles to.' : 'kernels-wasm.ts differs.');
  process.exitCode = same ? 0 : 1;
} else {
  writeFileSync(TARGET, text);
  console.log(`${wasm.length} bytes, SHA-256 ${sha256(wasm)}`);
}
