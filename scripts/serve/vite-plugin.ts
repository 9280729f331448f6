import type { Connect, Plugin } from 'vite';
import { DEVELOPMENT_HEADERS, SECURITY_HEADERS } from './headers.ts';
import { respond } from './respond.ts';
import { REPOSITORY } from './folders.ts';

/** Serves models/ under `vite` and `vite preview` at the paths that the app asks for. */
export function serveModels(): Plugin {
  const middleware =
    (headers: Readonly<Record<string, string>>): Connect.NextHandleFunction =>
    (request, response, next) => {
      if (request.url?.startsWith('/models/') === true) {
        respond(request, response, REPOSITORY, headers).catch(() => response.destroy());
      } else next();
    };
  return {
    name: 'readroom-models',
    configureServer: (server) => {
      server.middlewares.use(middleware(DEVELOPMENT_HEADERS));
    },
    configurePreviewServer: (server) => {
      server.middlewares.use(middleware(SECURITY_HEADERS));
    },
  };
}
