import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { describeEngines } from '../domain/model/describe-engines.ts';
import type { RunnableModel } from '../domain/model/gpu-memory.ts';
import type { RunningFacts } from '../domain/model/running-facts.ts';
import type { Settings } from '../domain/settings/settings.ts';
import { InstallPanel } from '../features/install/install-panel.tsx';
import { JobsList } from '../features/install/jobs-list.tsx';
import { UnfinishedModels } from '../features/install/unfinished-models.tsx';
import { originPlan } from '../features/install/plans.ts';
import { LibraryView } from '../features/library/library-view.tsx';
import type { AppState } from './app-state.ts';
import { LibraryNotices } from './library-notices.tsx';

interface LibraryPageProps {
  readonly state: AppState;
  readonly settings: Settings;
  readonly onBack: () => void;
}

/** The Model library with the ports of this browser, and with the ways in which models come. */
export function LibraryPage({ state, settings, onBack }: LibraryPageProps): ReactNode {
  const { services, session, library } = state;
  const { install, screen, readiness } = library;
  const installed = useStore(session, (s) => s.installed);
  const newerBuilds = useStore(session, (s) => s.newerBuilds);
  const describeModel = useDescribeModel(state, settings);
  const client = useQueryClient();

  // When it was used last and how its known answer came out are written while it loads.
  useEffect(() => void client.invalidateQueries({ queryKey: ['models'] }), [installed, client]);

  const activate = (id: string): void => {
    void session.activate(id).catch(() => client.invalidateQueries({ queryKey: ['models'] }));
  };
  const update = async (id: string): Promise<void> => {
    const { models } = await services.readCatalog(new AbortController().signal);
    const served = models.find((model) => model.id === id);
    if (served) install.jobs.add(originPlan(services.modelStore, served, settings.installedBy));
  };

  return (
    <LibraryView
      parts={{
        store: services.modelStore,
        jobs: services.modelJobs,
        libraries: services.libraries,
        clipboard: services.clipboard,
        printer: services.printer,
        clock: services.clock,
        describeModel,
      }}
      screen={screen}
      activeId={installed?.manifest.id ?? null}
      onActivate={activate}
      onRemove={session.remove}
      onChanged={(model) => void session.noteChanged(model)}
      onBack={onBack}
      newerBuilds={newerBuilds}
      // Without the server there is nothing to fetch; the mark stays for next time.
      onUpdate={(id) => void update(id).catch(() => undefined)}
      notices={<LibraryNotices session={session} readiness={readiness} />}
      jobs={
        <>
          <JobsList
            jobs={install.jobs}
            activeId={installed?.manifest.id ?? null}
            onUse={({ manifest }) => activate(manifest.id)}
          />
          <UnfinishedModels
            state={install}
            readCatalog={services.readCatalog}
            installedBy={settings.installedBy}
          />
        </>
      }
      installPanel={
        <InstallPanel
          state={install}
          readCatalog={services.readCatalog}
          describeModel={describeModel}
          installedBy={settings.installedBy}
          onInstalledBy={(installedBy) => state.changeSettings({ installedBy })}
        />
      }
    />
  );
}

/** Answers at once from what is known of this workstation; null until that has been asked. */
function useDescribeModel(
  { services, library }: AppState,
  { engine }: Settings,
): (model: RunnableModel) => RunningFacts | null {
  const { data } = useQuery({
    queryKey: ['models', 'workstation'],
    queryFn: async () => {
      const [gpu, known] = await Promise.all([services.gpu.facts(), library.libraries.read()]);
      return { gpu, ...known };
    },
  });
  return (model) => (data === undefined ? null : describeEngines(model, { ...data, choice: engine }));
}
