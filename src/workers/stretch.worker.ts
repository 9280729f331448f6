import { createArgon2Stretching } from '../platform/crypto/argon2-stretching.ts';
import { reportRequests } from '../platform/privacy/timeline.ts';
import { serveRpc } from './rpc-server.ts';

reportRequests('stretch');
const stretching = createArgon2Stretching();

serveRpc(globalThis, {
  'vault/stretch': ({ passphrase, parameters }) => stretching.stretch(passphrase, parameters),
});
