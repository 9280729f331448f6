import type { ReactNode } from 'react';
import { PAUSE_LIMITS_MS, THEMES, type Settings, type Theme } from '../../domain/settings/settings.ts';
import { Drawer } from '../../ui/drawer.tsx';
import { KEYS } from '../../ui/shortcuts.ts';
import { KeyHint } from '../../ui/key-hint.tsx';
import styles from './settings.module.css';

interface SettingsDrawerProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly settings: Settings;
  readonly onChange: (change: Partial<Settings>) => void;
  readonly engineSection: ReactNode;
  readonly historySection: ReactNode;
  readonly privacySection: ReactNode;
  readonly modelCard: ReactNode;
  /** Passphrase, lock, backup and audit log. */
  readonly protection: ReactNode;
  readonly versionSection: ReactNode;
}

const THEME_NAMES: Record<Theme, string> = { dark: 'Dark', light: 'Light', system: 'As the system' };
const PAUSES_MS = [300, 600, 1_000, 1_500, 2_500] as const;

const KEY_NAMES: readonly (readonly [keyof typeof KEYS, string])[] = [
  ['accept', 'Accept the draft or the suggestion'],
  ['stop', 'Stop writing, dismiss a suggestion'],
  ['regenerate', 'Draft again'],
  ['copy', 'Copy the impression'],
  ['newReport', 'New report'],
  ['reports', 'Reports'],
  ['models', 'Model library'],
  ['palette', 'Commands'],
  ['lock', 'Lock'],
];

export function SettingsDrawer(props: SettingsDrawerProps): ReactNode {
  const { isOpen, onClose, settings, onChange, engineSection, historySection } = props;
  const pauses = [...new Set<number>([...PAUSES_MS, settings.pauseMs])].sort((a, b) => a - b);
  return (
    <Drawer title="Settings" isOpen={isOpen} onClose={onClose}>
      <section className={styles['section']} aria-label="Drafting and appearance">
        <div className={styles['field']}>
          <label htmlFor="theme">Appearance</label>
          <select
            id="theme"
            value={settings.theme}
            onChange={(event) => onChange({ theme: THEMES.find((t) => t === event.target.value) ?? 'dark' })}
          >
            {THEMES.map((theme) => (
              <option key={theme} value={theme}>
                {THEME_NAMES[theme]}
              </option>
            ))}
          </select>
        </div>
        <div className={styles['field']}>
          <label htmlFor="pause">Pause before a draft starts</label>
          <select
            id="pause"
            value={settings.pauseMs}
            onChange={(event) =>
              onChange({ pauseMs: Math.max(PAUSE_LIMITS_MS.min, Number(event.target.value)) })
            }
          >
            {pauses.map((ms) => (
              <option key={ms} value={ms}>
                {(ms / 1000).toFixed(1)} s
              </option>
            ))}
          </select>
        </div>
      </section>
      {engineSection}
      {historySection}
      {props.modelCard}
      {props.protection}
      {props.privacySection}
      {props.versionSection}
      <section className={styles['section']} aria-labelledby="keys-title">
        <h3 id="keys-title">Keys</h3>
        <dl className={styles['facts']}>
          {KEY_NAMES.map(([name, text]) => (
            <div key={name}>
              <dt>{text}</dt>
              <dd>
                <KeyHint keys={KEYS[name]} />
                <span className={styles['hidden']}>{KEYS[name]}</span>
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </Drawer>
  );
}
