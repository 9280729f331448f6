import { ReadroomError } from '../domain/errors/readroom-error.ts';
import { createRpcClient, type RpcClient } from './rpc-client.ts';
import type { RpcPort } from './rpc.ts';

interface BreakableWorker extends RpcPort {
  addEventListener(type: 'message' | 'error' | 'messageerror', listener: (event: MessageEvent) => void): void;
}

/** A client of a worker whose open calls fail when the worker breaks; `what` it is for goes into the detail. */
export function connectWorker(worker: Worker | BreakableWorker, what: string): RpcClient {
  const client = createRpcClient(worker);
  const die = (how: string) => (): void =>
    client.fail(new ReadroomError('app/unexpected', `${what}: ${how}`));
  worker.addEventListener('error', die('worker error'));
  worker.addEventListener('messageerror', die('unreadable message'));
  return client;
}
