import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, render, screen, within } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, vi } from 'vitest';
import { describeEngines } from '../../domain/model/describe-engines.ts';
import { createWebClock } from '../../platform/clock/web-clock.ts';
import type { ExportTargets } from '../../platform/files/export-targets.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import { createLibraryBench, type LibraryBench } from './library-bench.ts';
import type { LibraryViewProps } from '../../features/library/library-props.ts';
import { createLibraryScreen } from '../../features/library/library-screen.ts';
import { LibraryView } from '../../features/library/library-view.tsx';

export const FIRST = 'tiny-q8f16_1';
export const SECOND = 'other-q8f16_1';

/** The test that runs now. */
interface Here {
  bench: LibraryBench;
  user: UserEvent;
  copied: string[];
  printed: number;
  downloads: { name: string; bytes: number }[];
  activated: string[];
  changed: InstalledModel[];
  back: number;
}
export const here = {} as Here;

/** Call once per file: a store with one model before each test, and nothing left after it. */
export function setUpLibrary(): void {
  // A busy machine is no failure.
  configure({ asyncUtilTimeout: 15_000 });
  beforeEach(async () => {
    // jsdom has no CSS object, and react-aria's tabs ask for it.
    vi.stubGlobal('CSS', { escape: (text: string) => text, supports: () => false });
    const bench = await createLibraryBench();
    Object.assign(here, {
      bench,
      user: userEvent.setup(),
      copied: [],
      printed: 0,
      downloads: [],
      activated: [],
      changed: [],
      back: 0,
    } satisfies Here);
  });

  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });
}

const exportTargets: ExportTargets = {
  canWrite: false,
  chooseFolder: () => Promise.resolve(null),
  chooseFile: () => Promise.resolve(null),
  download: (name, blob) => {
    here.downloads.push({ name, bytes: blob.size });
  },
};

export async function open(change: Partial<LibraryViewProps> = {}): Promise<void> {
  const { bench } = here;
  const kept = await bench.libraries.kept();
  const view = createLibraryScreen({ jobs: bench.jobs, exportTargets });
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <LibraryView
        parts={{
          store: bench.store,
          jobs: bench.jobs,
          libraries: bench.libraries,
          clipboard: {
            writeText(text) {
              here.copied.push(text);
              return Promise.resolve();
            },
          },
          printer: { print: () => here.printed++ },
          clock: createWebClock(),
          describeModel: (model) => describeEngines(model, { libraries: kept, gpu: null, choice: 'auto' }),
        }}
        screen={view}
        activeId={bench.manifest.id}
        onActivate={(id) => here.activated.push(id)}
        onRemove={(id) => bench.store.remove(id)}
        onChanged={(model) => here.changed.push(model)}
        onBack={() => here.back++}
        installPanel={<p>Ways in</p>}
        jobs={null}
        {...change}
      />
    </QueryClientProvider>,
  );
  await screen.findByRole('region', { name: 'Tiny of ours' });
}

export const row = (name: string): HTMLElement =>
  within(screen.getByRole('listitem', { name })).getByRole('button');
export const press = (name: string): Promise<void> => here.user.click(screen.getByRole('button', { name }));
export const said = (): string | null => screen.getByRole('status', { name: 'What was done' }).textContent;
export const detailsOf = async (id: string): Promise<InstalledModel['details'] | undefined> =>
  (await here.bench.store.get(id))?.details;
