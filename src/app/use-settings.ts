import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import type { Settings } from '../domain/settings/settings.ts';
import type { AppState } from './app-state.ts';

/** Dexie owns the settings; a change shows at once and is taken back if it cannot be stored. */
export function useSettings(state: AppState): readonly [Settings, (settings: Settings) => void] {
  const client = useQueryClient();
  const { settings: repository } = state.services;
  const query = useQuery({
    queryKey: ['settings'],
    queryFn: () => repository.read(),
    initialData: state.initialSettings,
    staleTime: Infinity,
  });
  // The model that drafts is chosen elsewhere, and is a setting all the same.
  useEffect(
    () => state.onSettings((settings) => client.setQueryData(['settings'], settings)),
    [state, client],
  );
  const { mutate } = useMutation({
    mutationFn: (settings: Settings) => repository.write(settings),
    onMutate: (settings) => {
      const before = client.getQueryData<Settings>(['settings']);
      client.setQueryData(['settings'], settings);
      state.applySettings(settings);
      return before;
    },
    onError: (_error, _settings, before) => {
      if (before === undefined) return;
      client.setQueryData(['settings'], before);
      state.applySettings(before);
    },
  });
  return [query.data, useCallback((settings) => mutate(settings), [mutate])];
}
