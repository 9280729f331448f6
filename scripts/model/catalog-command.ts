import { megabytes } from './format.ts';
import { updateCatalog } from './catalog.ts';
import { MODELS_FOLDER } from './paths.ts';

/** Writes models/catalog.json anew and prints it. */
export async function catalogCommand(): Promise<void> {
  const catalog = await updateCatalog(MODELS_FOLDER);
  if (catalog === null) {
    console.log('no models yet: npm run model -- build smollm2-135m-radiology');
    return;
  }
  for (const model of catalog.models) {
    const mark = model.id === catalog.defaultModel ? '  (default)' : '';
    console.log(`${model.id}  ${megabytes(model.totalBytes)}  ${model.displayName}${mark}`);
  }
}
