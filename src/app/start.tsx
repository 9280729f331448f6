import { createRoot, type Root } from 'react-dom/client';
import { asReadroomError } from '../domain/errors/as-readroom-error.ts';
import { ReadroomError } from '../domain/errors/readroom-error.ts';
import type { Enforcement } from '../domain/privacy/enforcement.ts';
import { UnlockScreen } from '../features/lock/unlock-screen.tsx';
import { RequiredPassphrase } from '../features/protection/required-passphrase.tsx';
import { readTheme } from '../platform/db/settings-repository.ts';
import { readCapabilities } from '../platform/environment/capabilities.ts';
import { ignoreStrayDrops } from '../platform/files/stray-drops.ts';
import type { OpenVault } from '../platform/vault/vault-port.ts';
import { App, createQueryClient } from './app.tsx';
import { createAppState } from './app-state.ts';
import { lockAll } from './lock.ts';
import { createWebOutside, type WebOutside } from './create-services.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import type { HarnessPage } from './harness/harness-page.tsx';
import { MissingCapabilities } from './missing-capabilities.tsx';
import { openServices } from './open-services.ts';
import { StartTrouble } from './start-trouble.tsx';
import { applyTheme } from './theme.ts';

/** Checks what the browser can do, opens what was left open, behind its passphrase if it has one, and mounts. */
export async function start(page: Document, path: string): Promise<void> {
  const element = page.getElementById('root');
  if (element === null) throw new Error('index.html has no #root');
  const root = createRoot(element);
  const capabilities = readCapabilities();
  if (capabilities.missing.length > 0) {
    root.render(<MissingCapabilities codes={capabilities.missing} />);
    return;
  }
  ignoreStrayDrops();
  const web = createWebOutside(capabilities);
  const { vault, clock } = web.outside;
  const Harness = path === '/harness' ? await importHarness() : null;
  if (Harness !== null) {
    root.render(<Harness services={web.outside} />);
    return;
  }
  try {
    const [policy, protection] = await Promise.all([web.readPolicy(), vault.protection()]);
    if (policy.requireEnforcement) requireComplete(await web.outside.enforcement.done);
    if (protection !== 'passphrase' && policy.requirePassphrase) {
      applyTheme(await readTheme(web.db));
      root.render(<RequiredPassphrase vault={vault} onSet={() => lockAll(web.outside)} />);
      return;
    }
    if (protection !== 'passphrase') {
      await enter(root, web, await vault.openDemo());
      return;
    }
    applyTheme(await readTheme(web.db));
    root.render(
      <UnlockScreen
        waitBefore={() => vault.waitBefore()}
        clock={clock}
        onUnlock={async (passphrase) => enter(root, web, await vault.unlock(passphrase))}
      />,
    );
  } catch (error) {
    root.render(<StartTrouble error={asReadroomError(error)} onReload={web.outside.pageEnd.reload} />);
  }
}

/** Null where the server does not have it, as everywhere but in tests: then that address is the app like any other. */
async function importHarness(): Promise<typeof HarnessPage | null> {
  try {
    return (await import('./harness/harness-page.tsx')).HarnessPage;
  } catch {
    return null;
  }
}

/** @throws ReadroomError `app/not-enforced` with the layers that are missing */
function requireComplete({ complete, layers }: Enforcement): void {
  if (complete) return;
  const missing = layers.filter(({ state }) => state === 'missing').map(({ layer }) => layer);
  throw new ReadroomError('app/not-enforced', missing.join(', '));
}

async function enter(root: Root, web: WebOutside, opened: OpenVault): Promise<void> {
  const services = await openServices(web, opened);
  const state = await createAppState(services);
  const readText = (): { findings: string; impression: string } => {
    const { findings, impression } = state.workspace.getState().drafting;
    return { findings, impression: impression.text };
  };
  root.render(
    <ErrorBoundary readText={readText} onReload={services.pageEnd.reload}>
      <App state={state} client={createQueryClient()} />
    </ErrorBoundary>,
  );
}
