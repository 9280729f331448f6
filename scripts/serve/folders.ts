import { join } from 'node:path';
import type { ServedFolders } from './route.ts';

/** The root of this checkout. */
export const ROOT: string = join(import.meta.dirname, '..', '..');

/** What the commands of this checkout serve; READROOM_DIST names another build, to be tested or measured in its place. */
export const REPOSITORY: ServedFolders = {
  dist: process.env['READROOM_DIST'] ?? join(ROOT, 'dist'),
  models: join(ROOT, 'models'),
};
