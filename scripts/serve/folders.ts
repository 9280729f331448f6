import { join } from 'node:path';
import type { ServedFolders } from './route.ts';

/** The root of this checkout. */
export const ROOT: string = join(import.meta.dirname, '..', '..');

/** What the commands of this checkout serve. */
export const REPOSITORY: ServedFolders = { dist: join(ROOT, 'dist'), models: join(ROOT, 'models') };
