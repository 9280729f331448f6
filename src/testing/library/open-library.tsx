import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, render, screen, within } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { useState, type ReactNode } from 'react';
import { afterEach, beforeEach, vi } from 'vitest';
import { describeEngines } from '../../domain/model/describe-engines.ts';
import { createWebClock } from '../../platform/clock/web-clock.ts';
import type { ExportTargets } from '../../platform/files/export-targets.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import { createLibraryBench, type LibraryBench } from './library-bench.ts';
import type { LibraryViewProps } from '../../features/library/library-props.ts';
import { createKeepLibraries } from '../../features/library/keep-libraries.ts';
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
  saved: { name: string; text: string }[];
  activated: string[];
  changed: InstalledModel[];
  back: number;
  /** Reads the models again, as after a job. */
  refresh: () => Promise<void>;
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
      saved: [],
      activated: [],
      changed: [],
      back: 0,
      refresh: () => Promise.resolve(),
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

/** Waits until the pane shows `shown`: the heading of a model or of the way in. */
export async function open(change: Partial<LibraryViewProps> = {}, shown = 'Tiny of ours'): Promise<void> {
  const { bench } = here;
  const kept = await bench.libraries.kept();
  const view = createLibraryScreen({ jobs: bench.jobs, exportTargets, clock: createWebClock() });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  here.refresh = () => client.invalidateQueries();
  // As in the app: what was asked for is the active one from then on.
  function Library(): ReactNode {
    const [activeId, setActiveId] = useState<string | null>(bench.manifest.id);
    const activate = (id: string): Promise<boolean> => {
      here.activated.push(id);
      setActiveId(id);
      return Promise.resolve(true);
    };
    return (
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
          saveText: (name, text) => here.saved.push({ name, text }),
          clock: createWebClock(),
          describeModel: (model) => describeEngines(model, { libraries: kept, gpu: null, choice: 'auto' }),
        }}
        screen={view}
        keep={createKeepLibraries(bench.libraries)}
        activeId={activeId}
        onActivate={activate}
        onRemove={(id) => bench.store.remove(id)}
        onChanged={(model) => here.changed.push(model)}
        onBack={() => here.back++}
        installPanel={<p>Ways in</p>}
        jobs={null}
        {...change}
      />
    );
  }
  render(
    <QueryClientProvider client={client}>
      <Library />
    </QueryClientProvider>,
  );
  await screen.findByRole('heading', { name: shown });
}

export const row = (name: string): HTMLElement =>
  within(screen.getByRole('listitem', { name })).getByRole('button');
export const press = (name: string): Promise<void> => here.user.click(screen.getByRole('button', { name }));
export const said = (): string | null => screen.getByRole('status', { name: 'What was done' }).textContent;
export const detailsOf = async (id: string): Promise<InstalledModel['details'] | undefined> =>
  (await here.bench.store.get(id))?.details;
