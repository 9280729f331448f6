import { join } from 'node:path';
import { ROOT } from '../serve/folders.ts';

/** Libraries that `npm run test:compiler` compiles for the journeys and nobody is served. */
export const PROOF_LIBRARIES: string = join(ROOT, '.cache', 'proof-libraries');
