import { bundledPath, type OwnPath } from '../platform/net/own-path.ts';
import url from './stretch.worker.ts?worker&url';

/** The script of the smallest worker, to see with which headers workers come; the development server adds a query. */
export const WORKER_SCRIPT: OwnPath = bundledPath(url.replace(/\?.*$/, ''));
