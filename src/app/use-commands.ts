import { useStore } from 'zustand';
import type { Command } from '../features/commands/command-palette.tsx';
import type { CopyActions } from '../features/workspace/use-copy.ts';
import { findingsKey } from '../domain/drafting/drafting-state.ts';
import { activityOf, canAccept } from '../domain/drafting/standing.ts';
import { THEMES, type Settings } from '../domain/settings/settings.ts';
import { KEYS } from '../ui/shortcuts.ts';
import type { AppState } from './app-state.ts';

interface CommandActions {
  readonly newReport: () => void;
  readonly reports: () => void;
  readonly openSettings: () => void;
  readonly models: () => void;
  readonly modelsOpen: boolean;
  readonly privacy: () => void;
  readonly privacyOpen: boolean;
  readonly settings: Settings;
  readonly copy: CopyActions;
  readonly changeSettings: (change: Partial<Settings>) => void;
}

/** What the palette lists: every action of the screen, dimmed where it would do nothing. */
export function useCommands(state: AppState, actions: CommandActions): readonly Command[] {
  const { workspace } = state;
  const drafting = useStore(workspace, (s) => s.drafting);
  const { copy, settings, changeSettings } = actions;
  const hasImpression = drafting.impression.text.trim() !== '';
  const hasFindings = findingsKey(drafting.findings) !== '';
  return [
    {
      id: 'accept',
      name: 'Accept the draft or suggestion',
      keys: KEYS.accept,
      disabled: !canAccept(drafting),
      run: () => workspace.dispatch({ type: 'accept-requested' }),
    },
    {
      id: 'regenerate',
      name: 'Draft again',
      keys: KEYS.regenerate,
      disabled: drafting.model === null || !hasFindings,
      run: () => workspace.dispatch({ type: 'regenerate-requested' }),
    },
    {
      id: 'stop',
      name: 'Stop writing',
      keys: KEYS.stop,
      disabled: activityOf(drafting) === 'idle',
      run: () => workspace.dispatch({ type: 'stop-requested' }),
    },
    {
      id: 'copy',
      name: 'Copy impression',
      keys: KEYS.copy,
      disabled: !hasImpression,
      run: () => void copy.impression(),
    },
    {
      id: 'copy-report',
      name: 'Copy report',
      disabled: !hasImpression && !hasFindings,
      run: () => void copy.report(),
    },
    { id: 'new', name: 'New report', keys: KEYS.newReport, run: actions.newReport },
    { id: 'reports', name: 'Reports: search, reopen, delete', keys: KEYS.reports, run: actions.reports },
    {
      id: 'models',
      name: actions.modelsOpen ? 'Back to the report' : 'Model library: install, merge, choose, remove',
      keys: KEYS.models,
      run: actions.models,
    },
    {
      id: 'privacy',
      name: actions.privacyOpen ? 'Leave the Privacy page' : 'Privacy: self-test, requests, evidence',
      run: actions.privacy,
    },
    { id: 'settings', name: 'Settings, model, passphrase and keys', run: actions.openSettings },
    {
      id: 'lock',
      name: 'Lock',
      keys: KEYS.lock,
      disabled: state.lock === null,
      run: () => state.lock?.now(),
    },
    ...THEMES.filter((theme) => theme !== settings.theme).map((theme) => ({
      id: `theme-${theme}`,
      name: { dark: 'Dark appearance', light: 'Light appearance', system: 'Appearance as the system' }[theme],
      run: () => changeSettings({ theme }),
    })),
  ];
}
