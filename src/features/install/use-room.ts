import { useQuery } from '@tanstack/react-query';
import { freeStorage, roomFor } from '../../domain/model/free-storage.ts';
import type { ModelStore } from '../../platform/model-store/model-store-port.ts';
import { MODELS_KEY } from '../../ui/query-keys.ts';

export interface RoomFacts {
  /** `unknown`: the browser does not tell how much it allows; only the write itself can. */
  readonly state: 'asking' | 'fits' | 'short' | 'unknown';
  readonly neededBytes: number;
  /** Null when the browser does not tell. */
  readonly freeBytes: number | null;
}

/** Whether a model fits into this browser, as the store itself will judge it before the first byte. */
export function useRoom(
  models: Pick<ModelStore, 'estimate' | 'list' | 'unfinished'>,
  modelId: string,
  totalBytes: number,
): RoomFacts {
  const storage = useQuery({ queryKey: [...MODELS_KEY, 'storage'], queryFn: () => models.estimate() });
  const installed = useQuery({ queryKey: MODELS_KEY, queryFn: () => models.list() });
  const unfinished = useQuery({
    queryKey: [...MODELS_KEY, 'unfinished'],
    queryFn: () => models.unfinished(),
  });
  // What is here of this model already is used again or overwritten.
  const here =
    installed.data?.find(({ manifest }) => manifest.id === modelId)?.manifest.totalBytes ??
    unfinished.data?.find(({ id }) => id === modelId)?.presentBytes ??
    0;
  const neededBytes = roomFor(Math.max(0, totalBytes - here));
  if (storage.data === undefined || installed.isPending || unfinished.isPending)
    return { state: 'asking', neededBytes, freeBytes: null };
  const freeBytes = freeStorage(storage.data);
  const state = freeBytes === null ? 'unknown' : freeBytes < neededBytes ? 'short' : 'fits';
  return { state, neededBytes, freeBytes };
}
