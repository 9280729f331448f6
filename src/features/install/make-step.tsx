import { useQuery } from '@tanstack/react-query';
import { Merge, Save } from 'lucide-react';
import { useCallback, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { builtModelId } from '../../domain/model/catalog.ts';
import type { MergeInspection } from '../../domain/model/merge-facts.ts';
import type { ChatTemplate } from '../../domain/model/model-config.ts';
import { savedConfig } from '../../domain/model/saved-config.ts';
import { PREVIEW_FINDINGS } from '../../domain/report/samples.ts';
import { Button } from '../../ui/button.tsx';
import { PromptEditor } from '../../ui/prompt-editor/prompt-editor.tsx';
import type { PromptFacts } from '../../ui/prompt-editor/use-prompt-preview.ts';
import { MODELS_KEY } from '../../ui/query-keys.ts';
import type { InstallState } from './install-state.ts';
import styles from './install.module.css';
import { canMerge, chosenConfig, isModelId } from './merge-store.ts';
import { ModelChoices } from './model-choices.tsx';
import { mergePlan } from './plans.ts';
import { QuantizationChoice, type DescribeModel } from './quantization-choice.tsx';
import { Room } from './room.tsx';
import { useRoom, type RoomFacts } from './use-room.ts';

interface MakeStepProps {
  readonly state: InstallState;
  readonly inspection: MergeInspection;
  readonly describeModel: DescribeModel;
  readonly installedBy: string;
}

/** What the merge makes: format, name, window, prompt, room; then go. */
export function MakeStep({ state, inspection, describeModel, installedBy }: MakeStepProps): ReactNode {
  const { merge, jobs, ports } = state;
  const { modelJobs, models, clock, saveText } = ports;
  const current = useStore(merge);
  const [isPromptOpen, setPromptOpen] = useState(false);
  const installed = useQuery({ queryKey: MODELS_KEY, queryFn: () => models.list() });
  const config = chosenConfig(current);
  const quantization = config?.defaultQuantization ?? 'q4f16_1';
  const id = builtModelId(config?.id ?? '', quantization);
  const room = useRoom(models, id, inspection.outputBytes[quantization] ?? 0);
  const { base } = current;
  const preview = useCallback(
    (template: ChatTemplate, signal: AbortSignal): Promise<PromptFacts> =>
      base === null
        ? Promise.reject(new DOMException('no base', 'AbortError'))
        : modelJobs.previewPrompt({ base }, template, PREVIEW_FINDINGS, signal),
    [base, modelJobs],
  );
  const sleep = useCallback((ms: number, signal: AbortSignal) => clock.sleep(ms, signal), [clock]);
  if (config === null || inspection.suggestion === null) return null;
  const save = (): void => {
    const { fileName, text } = savedConfig(config);
    saveText(fileName, text);
  };
  const start = (): void => {
    const request = merge.request(installedBy);
    if (request === null) return;
    jobs.add(mergePlan(modelJobs, request));
    merge.close();
  };
  return (
    <div className={styles['make']}>
      <QuantizationChoice
        config={config}
        outputBytes={inspection.outputBytes}
        weightBytes={inspection.weightBytes}
        describeModel={describeModel}
        onChoose={(quantization) => merge.choose({ quantization })}
        onSave={save}
      />
      <ModelChoices
        config={config}
        choices={current.choices}
        replaces={installed.data?.some((model) => model.manifest.id === id) ?? false}
        onChoose={(choices) => merge.choose(choices)}
      />
      <details
        className={styles['details']}
        open={isPromptOpen}
        onToggle={(event) => setPromptOpen(event.currentTarget.open)}
      >
        <summary>
          Prompt: <span className={styles['name']}>{config.chatTemplate.name}</span>{' '}
          <span className={styles['quiet']}>
            {describeTemplate(inspection, current.choices.chatTemplate)}
          </span>
        </summary>
        {isPromptOpen && (
          <PromptEditor
            template={config.chatTemplate}
            original={inspection.suggestion.chatTemplate}
            specialTokens={inspection.specialTokens}
            window={config.context.window}
            preview={preview}
            sleep={sleep}
            onChange={(chatTemplate, isUsable) => merge.choose({ chatTemplate }, isUsable)}
          />
        )}
      </details>
      <details className={styles['details']}>
        <summary>Configuration, for the command line</summary>
        {/* Scrolls by itself, so the keyboard must be able to reach it. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <pre tabIndex={0} aria-label="Configuration">
          {JSON.stringify(config, null, 2)}
        </pre>
        <Button icon={<Save aria-hidden="true" />} onClick={save}>
          Save as {savedConfig(config).fileName}
        </Button>
      </details>
      <Room room={room} />
      <div className={styles['row']}>
        <Button
          tone="primary"
          icon={<Merge aria-hidden="true" />}
          // Refused now rather than after the base has been hashed for minutes.
          disabled={!canMerge(current) || room.state === 'short'}
          onClick={start}
        >
          Merge
        </Button>
        <p className={styles['quiet']}>
          {describeStart(inspection, current.isPromptUsable, isModelId(config.id), room)}
        </p>
      </div>
    </div>
  );
}

function describeTemplate({ templateFrom }: MergeInspection, chosen: ChatTemplate | undefined): string {
  if (chosen !== undefined) return 'as you chose';
  return templateFrom === 'files' ? 'as the files tell' : 'guessed from the vocabulary: check it';
}

function describeStart(
  { problems, suggestion }: MergeInspection,
  isPromptUsable: boolean,
  hasId: boolean,
  room: RoomFacts,
): string {
  if (problems.length > 0) return 'What is wrong above has to be put right first.';
  if (!hasId) return 'The identifier cannot be used.';
  if (!isPromptUsable) return 'The prompt has a problem.';
  if (room.state === 'short') return 'There is too little room in this browser.';
  const what = (suggestion?.adapter ?? null) === null ? 'Converts the base' : 'Merges base and adapter';
  return `${what} in the background; reports can be written meanwhile.`;
}
