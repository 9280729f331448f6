import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { COMPUTE_TYPES } from '../../src/domain/model/model-library.ts';
import { QUANTIZATIONS } from '../../src/domain/model/quantization.ts';

const execute = promisify(execFile);
const PRINTER = fileURLToPath(new URL('./print-metadata.mjs', import.meta.url));
/** What the bundle of web-llm 0.2.86 calls TVM's runtime, which it does not export. */
const RUNTIME = 'libExports$2';
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What web-llm, MLC and Readroom read of a library's `_metadata`. */
const LibraryMetadataSchema = v.object({
  model_type: v.literal('llama'),
  quantization: v.picklist(QUANTIZATIONS),
  context_window_size: count,
  prefill_chunk_size: count,
  active_vocab_size: count,
  /** In the order in which the packed parameters are given. */
  params: v.array(v.object({ name: v.string(), shape: v.array(count), dtype: v.string() })),
  readroom: v.object({
    abi: count,
    weights: v.picklist(QUANTIZATIONS),
    compute: v.picklist(COMPUTE_TYPES),
    verify_chunk: count,
  }),
});
export type LibraryMetadata = v.InferOutput<typeof LibraryMetadataSchema>;

/** Starts libraries without a graphics card and asks each for its metadata. */
export async function libraryMetadata(paths: readonly string[]): Promise<LibraryMetadata[]> {
  const folder = mkdtempSync(join(tmpdir(), 'readroom-metadata-'));
  try {
    const bundle = join(folder, 'web-llm.mjs');
    const text = readFileSync(createRequire(import.meta.url).resolve('@mlc-ai/web-llm'), 'utf8');
    writeFileSync(bundle, `${text}\nexport { ${RUNTIME} as tvmjs };\n`);
    const { stdout } = await execute(process.execPath, [PRINTER, bundle, ...paths], {
      maxBuffer: MAX_OUTPUT_BYTES,
    });
    const lines = stdout.trim().split('\n');
    return lines.map((line) => v.parse(LibraryMetadataSchema, JSON.parse(line)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
