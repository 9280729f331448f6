import { fileURLToPath } from 'node:url';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const MODELS_FOLDER: string = inRepository('models');
export const CONFIGS_FOLDER: string = inRepository('model-configs');
/** Base weights by file name, and the wheels that they came in. */
export const BASE_CACHE: string = inRepository('.cache/base');
export const WHEEL_CACHE: string = inRepository('.cache/wheels');
