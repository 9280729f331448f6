import { join } from 'node:path';
import { ROOT } from '../../scripts/serve/folders.ts';

/** One port for all journeys, since storage belongs to an origin and the installed profile is shared. */
export const E2E_PORT = 4391;
export const E2E_URL: string = `http://127.0.0.1:${E2E_PORT}`;

/** A browser profile in which the default model is installed; each journey works on a copy. */
export const INSTALLED_PROFILE: string = join(ROOT, '.cache', 'e2e', 'installed-profile');
