import { createWebHashing } from '../platform/crypto/web-hashing.ts';
import { webFileSet } from '../platform/files/web-files.ts';
import { reportRequests } from '../platform/privacy/timeline.ts';
import { createConvertHandlers } from './convert-handlers.ts';
import { serveRpc } from './rpc-server.ts';

reportRequests('convert');
serveRpc(globalThis, createConvertHandlers({ openFiles: webFileSet, hashing: createWebHashing() }));
