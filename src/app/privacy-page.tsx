import type { ReactNode } from 'react';
import type { LeaksStore } from '../features/privacy/leaks-store.ts';
import { createPrivacyScreen, type PrivacyScreen } from '../features/privacy/privacy-screen.ts';
import { PrivacyView } from '../features/privacy/privacy-view.tsx';
import type { Services } from './services.ts';

interface PrivacyPageProps {
  readonly services: Services;
  readonly leaks: LeaksStore;
  readonly onBack: () => void;
}

/** One for as long as the app is open: a test goes on, and its results stay, when the page is left. */
const screens = new WeakMap<Services, PrivacyScreen>();

/** The page "Privacy" with the ports of this browser. */
export function PrivacyPage({ services, leaks, onBack }: PrivacyPageProps): ReactNode {
  return (
    <PrivacyView
      screen={screenOf(services, leaks)}
      requests={services.foreignRequests}
      enforcement={services.enforcement}
      offline={services.offline}
      printer={services.printer}
      onBack={onBack}
    />
  );
}

function screenOf(services: Services, leaks: LeaksStore): PrivacyScreen {
  const { selfTest, evidence, exportTargets } = services;
  const screen =
    screens.get(services) ??
    createPrivacyScreen({
      selfTest,
      evidence,
      onReport: leaks.note,
      async save(name, files) {
        // It brings the ZIP writer along, which reading the page does not need.
        const { saveArchive } = await import('./save-archive.ts');
        await saveArchive(exportTargets, name, files);
      },
    });
  screens.set(services, screen);
  return screen;
}
