import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../serve/folders.ts';
import { validateLibraries } from './validate-libraries.ts';

/** `tsx scripts/bench/kernels/validate.ts [LIBRARY.wasm ...]`: without files, all of public/model-libs. */
const COMMITTED = join(ROOT, 'public/model-libs');

const given = process.argv.slice(2);
const libraries =
  given.length > 0
    ? given
    : readdirSync(COMMITTED)
        .filter((name) => name.endsWith('.wasm'))
        .map((name) => join(COMMITTED, name));
if (libraries.length === 0) {
  console.error(`There is no library in ${COMMITTED}.`);
  process.exitCode = 1;
}
for (const { library, shaders, widened, compiledOnly, faults } of await validateLibraries(libraries)) {
  const unmade =
    compiledOnly === 0 ? '' : ` (${compiledOnly} too large then for a pipeline here: compiled only)`;
  const how = widened === 0 ? '' : `, ${widened} of them with float32 in place of float16${unmade}`;
  console.log(`${library}: ${shaders} shaders${how}: ${faults.length === 0 ? 'all accepted' : 'refused'}`);
  for (const { kernel, message } of faults) console.log(`  ${kernel}: ${message}`);
  if (faults.length > 0) process.exitCode = 1;
}
