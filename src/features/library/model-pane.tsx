import { type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useStore } from 'zustand';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import type { LibraryViewProps } from './library-props.ts';
import { MODEL_TABS, type ModelTab } from './library-screen.ts';
import { ModelActions } from './model-actions.tsx';
import { ModelFacts } from './model-facts.tsx';
import { ModelMarks } from './model-marks.tsx';
import { ModelName } from './model-name.tsx';
import { ModelNotes } from './model-notes.tsx';
import styles from './model-pane.module.css';
import { PromptSection } from './prompt-section.tsx';
import { ProvenanceSection } from './provenance-section.tsx';
import { RunPanel } from './run-panel.tsx';
import { useChange, type ChangeModel } from './use-models.ts';

interface ModelPaneProps extends LibraryViewProps {
  readonly model: InstalledModel;
  /** The only model that is installed. */
  readonly isLast: boolean;
  /** Name of the model that would draft without it; null when not known. */
  readonly successor: string | null;
  readonly titleRef: RefObject<HTMLHeadingElement | null>;
  readonly onRemoved: (id: string, text: string) => Promise<void>;
  /** Back to the list, by Escape. */
  readonly onLeave: () => void;
}

const TAB_NAMES: Readonly<Record<ModelTab, string>> = {
  overview: 'Overview',
  prompt: 'Prompt',
  provenance: 'Provenance',
};

/** One model: what it is, what can be done with it, and everything that is known about where it comes from. */
export function ModelPane(props: ModelPaneProps): ReactNode {
  const { model, parts, screen, activeId, asking = [], newerBuilds = [], titleRef, onLeave } = props;
  const tab = useStore(screen, (state) => state.tab);
  const draft = useStore(screen, ({ drafts }) => drafts.get(model.manifest.id) ?? null);
  const change = useChange(props);
  const { id } = model.manifest;
  const isActive = id === activeId;
  const engines = parts.describeModel(model.manifest);
  const changeThis: ChangeModel = (next) => change(id, next);

  const leave = (event: KeyboardEvent): void => {
    // What lies closer may have taken the key: a name being written, a menu.
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    onLeave();
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape leads back from every control in it
    <section className={styles['model']} aria-label={model.details.name} onKeyDown={leave}>
      <ModelName model={model} titleRef={titleRef} onChange={changeThis} onDone={screen.say} />
      <p className={styles['id']}>{id}</p>
      {/* That it is in use stands beside the actions. */}
      <ModelMarks model={model} isActive={false} isOutdated={newerBuilds.includes(id)} />
      <ModelActions {...props} isActive={isActive} isOutdated={newerBuilds.includes(id)} />
      <RunPanel screen={screen} openId={id} place="pane" home={titleRef} />
      <Tabs
        className={styles['tabs'] ?? ''}
        selectedKey={tab}
        onSelectionChange={(key) => screen.showTab(MODEL_TABS.find((name) => name === key) ?? 'overview')}
      >
        <TabList aria-label="About this model" className={styles['tabList'] ?? ''}>
          {MODEL_TABS.map((name) => (
            <Tab key={name} id={name} className={styles['tab'] ?? ''}>
              {TAB_NAMES[name]}
              {name === 'prompt' && (draft !== null || model.details.prompt !== null) && (
                <span className={styles['edited']}> {draft === null ? 'edited' : 'not saved'}</span>
              )}
            </Tab>
          ))}
        </TabList>
        <TabPanel id="overview" className={styles['panel'] ?? ''}>
          <ModelFacts
            model={model}
            isAsking={asking.includes(id)}
            engines={engines}
            saveText={parts.saveText}
          />
          <ModelNotes model={model} onChange={changeThis} onDone={screen.say} />
        </TabPanel>
        <TabPanel id="prompt" className={styles['panel'] ?? ''}>
          <PromptSection
            model={model}
            parts={parts}
            isActive={isActive}
            draft={draft}
            onWrite={(written) => screen.writePrompt(id, written)}
            onChange={changeThis}
            onDone={screen.say}
          />
        </TabPanel>
        <TabPanel id="provenance" className={styles['panel'] ?? ''}>
          <ProvenanceSection
            model={model}
            engines={engines}
            parts={parts}
            onChange={changeThis}
            onDone={screen.say}
          />
        </TabPanel>
      </Tabs>
    </section>
  );
}
