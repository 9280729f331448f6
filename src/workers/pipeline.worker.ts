import { buildInBrowser } from './build-in-browser.ts';
import { serveRpc } from './rpc-server.ts';

serveRpc(globalThis, { 'pipeline/build': buildInBrowser });
