import { join } from 'node:path';
import { ROOT } from '../serve/folders.ts';

export const COMPILER_FOLDER: string = join(ROOT, 'compiler');
export const LIBRARIES_FOLDER: string = join(ROOT, 'public', 'model-libs');
/** The compiled web runtime and the lock. */
export const COMPILER_CACHE: string = join(ROOT, '.cache', 'compiler');
export const COMPILER_VENV: string = join(ROOT, '.venv', 'compiler');
