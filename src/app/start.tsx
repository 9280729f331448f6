import { createRoot } from 'react-dom/client';
import { readCapabilities } from '../platform/environment/capabilities.ts';
import { ignoreStrayDrops } from '../platform/files/stray-drops.ts';
import { App, createQueryClient } from './app.tsx';
import { createAppState } from './app-state.ts';
import { createWebServices } from './create-services.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { MissingCapabilities } from './missing-capabilities.tsx';

/** Checks what the browser can do, opens what was left open, and mounts. */
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
  const services = createWebServices(capabilities);
  if (path === '/harness') {
    const { HarnessPage } = await import('./harness/harness-page.tsx');
    root.render(<HarnessPage services={services} />);
    return;
  }
  const state = await createAppState(services);
  const readText = (): { findings: string; impression: string } => {
    const { findings, impression } = state.workspace.getState().drafting;
    return { findings, impression: impression.text };
  };
  root.render(
    <ErrorBoundary readText={readText} onReload={() => page.location.reload()}>
      <App state={state} client={createQueryClient()} />
    </ErrorBoundary>,
  );
}
