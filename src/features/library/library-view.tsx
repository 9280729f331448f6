import { ArrowLeft } from 'lucide-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { LibrariesSection } from './libraries-section.tsx';
import type { LibraryPane } from './library-screen.ts';
import type { LibraryViewProps } from './library-props.ts';
import styles from './library.module.css';
import { ModelList } from './model-list.tsx';
import { ModelPane } from './model-pane.tsx';
import { RunPanel } from './run-panel.tsx';
import { StorageSection } from './storage-section.tsx';
import { MODELS_KEY } from '../../ui/query-keys.ts';
import { useModels } from './use-models.ts';

/** The models of this browser: what they are, how they come in, how they are looked after. In place of the workspace. */
export function LibraryView(props: LibraryViewProps): ReactNode {
  const { parts, screen, activeId, onBack, installPanel, jobs, notices, newerBuilds = [] } = props;
  const { pane: chosen, paneOpen, said, run } = useStore(screen);
  const { models, error, refresh } = useModels(props);
  const client = useQueryClient();
  const main = useRef<HTMLElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const paneTitle = useRef<HTMLHeadingElement>(null);
  const paneBox = useRef<HTMLDivElement>(null);

  useEffect(() => title.current?.focus(), []);

  const ended = run?.outcome ?? null;
  useEffect(() => {
    // What was found is kept with the model, or has taken it off the list.
    if (ended !== null) void client.invalidateQueries({ queryKey: MODELS_KEY });
  }, [ended, client]);

  const [first, setFirst] = useState<LibraryPane | null>(null);
  const pane = models === null ? null : paneFor(chosen ?? first, models, activeId);
  // What stood there when it was opened stays: a model that comes meanwhile takes no form from under somebody's hands.
  if (first === null && pane !== null) setFirst(pane);
  const selected = models?.find((model) => pane?.kind === 'model' && model.manifest.id === pane.id) ?? null;
  const isAdding = pane?.kind === 'add';

  // What was scrolled to in one pane is the middle of another.
  const shown = isAdding ? 'add' : (selected?.manifest.id ?? null);
  useLayoutEffect(() => {
    if (paneBox.current !== null) paneBox.current.scrollTop = 0;
  }, [shown]);

  // Made narrower or zoomed in, the window keeps what has the focus; where nothing is installed, the way in.
  const lookAt = (part: 'list' | 'pane'): void => {
    if (paneOpen !== (part === 'pane')) screen.setState({ paneOpen: part === 'pane' });
  };
  const isEmpty = models?.length === 0;
  useEffect(() => {
    if (isEmpty && screen.getState().pane === null) screen.setState({ paneOpen: true });
  }, [isEmpty, screen]);

  // On a press the eye is there already; the keyboard follows it.
  const wanted = useRef(false);
  useEffect(() => {
    if (!wanted.current) return;
    wanted.current = false;
    paneTitle.current?.focus();
  });
  const show = (next: LibraryPane): void => {
    wanted.current = true;
    // A choice that is made already is no change to draw, and still a wish to be there.
    if (next.kind === pane?.kind && (next.kind === 'add' || selected?.manifest.id === next.id)) {
      paneTitle.current?.focus();
    }
    screen.show(next);
  };
  const row = (id: string): HTMLButtonElement | null =>
    main.current?.querySelector<HTMLButtonElement>(`button[data-row="${id}"]`) ?? null;
  const backToList = useRef<string | null>(null);
  useEffect(() => {
    if (backToList.current === null) return;
    (row(backToList.current) ?? row('add') ?? title.current)?.focus();
    backToList.current = null;
  });
  const leavePane = (): void => {
    const id = selected?.manifest.id ?? 'add';
    backToList.current = id;
    if (paneOpen) screen.showList();
    else row(id)?.focus();
  };

  const removed = async (id: string, text: string): Promise<void> => {
    const index = models?.findIndex((model) => model.manifest.id === id) ?? -1;
    const next = models?.[index + 1] ?? models?.[index - 1] ?? null;
    const nextId = next?.manifest.id ?? null;
    screen.forget(id);
    await refresh();
    screen.setState({
      pane: nextId === null ? { kind: 'add' } : { kind: 'model', id: nextId },
      paneOpen: false,
    });
    backToList.current = nextId ?? 'add';
    screen.say(text);
  };

  return (
    <main ref={main} className={styles['library']} aria-labelledby="library-title">
      <div className={styles['top']}>
        <Button icon={<ArrowLeft aria-hidden="true" />} onClick={onBack}>
          Back to the report
        </Button>
        <h2 id="library-title" ref={title} tabIndex={-1} className={styles['title']}>
          Model library
        </h2>
        <p className={styles['said']} role="status" aria-label="What was done">
          {said}
        </p>
      </div>
      <div className={styles['slot']}>{notices}</div>
      <div className={styles['slot']}>
        <RunPanel screen={screen} openId={selected?.manifest.id ?? null} place="top" home={title} />
      </div>
      {error !== null && (
        <div className={styles['slot']}>
          <ErrorNotice error={error} actions={<Button onClick={() => void refresh()}>Read again</Button>} />
        </div>
      )}
      <div className={styles['columns']} data-pane={paneOpen ? 'open' : 'closed'}>
        <div className={styles['jobs']}>{jobs}</div>
        {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- only notes where the focus is */}
        <div className={styles['side']} onFocus={() => lookAt('list')}>
          {models !== null && (
            <ModelList
              models={models}
              selectedId={selected?.manifest.id ?? null}
              isAdding={isAdding}
              activeId={activeId}
              newerBuilds={newerBuilds}
              describeModel={parts.describeModel}
              onSelect={(id) => show({ kind: 'model', id })}
              onAdd={() => show({ kind: 'add' })}
            />
          )}
          <StorageSection store={parts.store} models={models ?? []} />
          <LibrariesSection
            libraries={parts.libraries}
            describeModel={parts.describeModel}
            keep={props.keep}
            models={models ?? []}
            onDone={screen.say}
          />
        </div>
        {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- only notes where the focus is */}
        <div ref={paneBox} className={styles['pane']} onFocus={() => lookAt('pane')}>
          <Button icon={<ArrowLeft aria-hidden="true" />} className={styles['toList']} onClick={leavePane}>
            All models
          </Button>
          {selected !== null && (
            <ModelPane
              key={selected.manifest.id}
              {...props}
              model={selected}
              isLast={models?.length === 1}
              successor={props.successorOf?.(selected.manifest.id, models ?? [])?.details.name ?? null}
              titleRef={paneTitle}
              onRemoved={removed}
              onLeave={leavePane}
            />
          )}
          {/* Kept, not drawn anew: a half-filled form must not be lost by a look at a model. */}
          <section hidden={!isAdding} className={styles['add']} aria-labelledby="add-title">
            <h3
              id="add-title"
              ref={isAdding ? paneTitle : null}
              tabIndex={-1}
              className={styles['paneTitle']}
            >
              Add a model
            </h3>
            {installPanel}
          </section>
        </div>
      </div>
    </main>
  );
}

/** What the pane shows: what was chosen while it is still there, else the model in use, else the way in. */
function paneFor(
  chosen: LibraryPane | null,
  models: readonly { readonly manifest: { readonly id: string } }[],
  activeId: string | null,
): LibraryPane {
  const has = (id: string | null): id is string => models.some((model) => model.manifest.id === id);
  if (chosen?.kind === 'add' || (chosen !== null && has(chosen.id))) return chosen;
  const [first] = models;
  if (has(activeId)) return { kind: 'model', id: activeId };
  return first === undefined ? { kind: 'add' } : { kind: 'model', id: first.manifest.id };
}
