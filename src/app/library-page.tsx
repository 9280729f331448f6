import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { ReadroomError } from '../domain/errors/readroom-error.ts';
import { describeEngines } from '../domain/model/describe-engines.ts';
import type { RunnableModel } from '../domain/model/gpu-memory.ts';
import type { RunningFacts } from '../domain/model/running-facts.ts';
import type { Settings } from '../domain/settings/settings.ts';
import { chooseModel } from '../features/first-run/choose-model.ts';
import { InstallPanel } from '../features/install/install-panel.tsx';
import { modelOf } from '../features/install/job.ts';
import { JobsList } from '../features/install/jobs-list.tsx';
import { UnfinishedModels } from '../features/install/unfinished-models.tsx';
import { originPlan } from '../features/install/plans.ts';
import { LibraryView } from '../features/library/library-view.tsx';
import type { InstalledModel } from '../platform/model-store/model-store-port.ts';
import type { AppState } from './app-state.ts';
import { LibraryNotices } from './library-notices.tsx';
import { MODELS_KEY } from '../ui/query-keys.ts';
import { saveText } from './save-text.ts';

interface LibraryPageProps {
  readonly state: AppState;
  readonly settings: Settings;
  readonly onBack: () => void;
}

/** The Model library with the ports of this browser, and with the ways in which models come. */
export function LibraryPage({ state, settings, onBack }: LibraryPageProps): ReactNode {
  const { services, session, library, version } = state;
  const { install, screen, keep } = library;
  const installed = useStore(session, (s) => s.installed);
  const newerBuilds = useStore(session, (s) => s.newerBuilds);
  const jobs = useStore(install.jobs, (s) => s.jobs);
  const asking = jobs.filter(({ answer }) => answer === 'asking').flatMap((job) => modelOf(job) ?? []);
  const describeModel = useDescribeModel(state, settings);
  const client = useQueryClient();

  // When it was used last and how its known answer came out are written while it loads.
  useEffect(() => void client.invalidateQueries({ queryKey: MODELS_KEY }), [installed, client]);

  const activate = async (id: string): Promise<boolean> => {
    try {
      await session.activate(id);
    } catch (error) {
      // Another tab may have removed it: the list is read again, and whoever asked tells why.
      await client.invalidateQueries({ queryKey: MODELS_KEY });
      throw error;
    }
    const { installed: active, phase } = session.getState();
    return active?.manifest.id === id && phase === 'ready';
  };
  /** Nothing that is told of it is true any more. */
  const remove = async (id: string): Promise<void> => {
    await session.remove(id);
    install.jobs.forget(id);
    screen.forget(id);
  };
  /** As the session will choose when it is gone; the store lists by identifier. */
  const successorOf = (id: string, models: readonly InstalledModel[]): InstalledModel | null => {
    const others = models.filter(({ manifest }) => manifest.id !== id);
    const byId = others.toSorted((a, b) => (a.manifest.id < b.manifest.id ? -1 : 1));
    return chooseModel(byId, null, session.getState().offered?.id ?? null);
  };
  const update = async (id: string): Promise<void> => {
    const { models } = await services.readCatalog(new AbortController().signal);
    const served = models.find((model) => model.id === id);
    if (served === undefined) throw new ReadroomError('app/no-model-served', id);
    install.jobs.add(originPlan(services.modelStore, served, settings.installedBy));
  };

  return (
    <LibraryView
      parts={{
        store: services.modelStore,
        jobs: services.modelJobs,
        libraries: services.libraries,
        clipboard: services.clipboard,
        printer: services.printer,
        saveText: (fileName, text) => saveText(services.exportTargets, fileName, text),
        clock: services.clock,
        describeModel,
      }}
      screen={screen}
      keep={keep}
      activeId={installed?.manifest.id ?? null}
      onActivate={activate}
      onRemove={remove}
      onChanged={(model) => void session.noteChanged(model)}
      onBack={onBack}
      newerBuilds={newerBuilds}
      successorOf={successorOf}
      asking={asking}
      onUpdate={update}
      notices={<LibraryNotices session={session} version={version} keep={keep} />}
      jobs={
        <>
          <JobsList
            state={install}
            activeId={installed?.manifest.id ?? null}
            onUse={({ manifest }) => activate(manifest.id)}
            onRemove={async (id) => {
              await remove(id);
              await client.invalidateQueries({ queryKey: MODELS_KEY });
            }}
          />
          <UnfinishedModels
            state={install}
            readCatalog={services.readCatalog}
            installedBy={settings.installedBy}
            onRemove={remove}
          />
        </>
      }
      installPanel={
        <InstallPanel
          state={install}
          readCatalog={services.readCatalog}
          describeModel={describeModel}
          installedBy={settings.installedBy}
          onInstalledBy={(installedBy) => state.settings.change({ installedBy })}
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
  // Outside the key of the models: no change of those is a reason to ask the graphics card anew.
  const { data: gpu } = useQuery({
    queryKey: ['gpu'],
    queryFn: () => services.gpu.facts(),
    staleTime: Infinity,
  });
  const { data: known } = useQuery({
    queryKey: [...MODELS_KEY, 'workstation'],
    queryFn: () => library.libraries.read(),
  });
  return (model) =>
    gpu === undefined || known === undefined
      ? null
      : describeEngines(model, { gpu, ...known, choice: engine });
}
