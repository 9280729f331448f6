import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFiles } from './generate/generated-files.ts';
import { ROOT } from './serve/folders.ts';

for (const [path, text] of Object.entries(generatedFiles())) {
  writeFileSync(join(ROOT, path), text);
  console.log(`wrote ${path}`);
}
