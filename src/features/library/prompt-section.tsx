import { useCallback, useState, type ReactNode } from 'react';
import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { effectiveTemplate } from '../../domain/model/effective-template.ts';
import type { ChatTemplate } from '../../domain/model/model-config.ts';
import { PREVIEW_FINDINGS } from '../../domain/report/samples.ts';
import type { PromptPreview } from '../../platform/model-jobs/model-jobs-port.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { PromptEditor } from '../../ui/prompt-editor/prompt-editor.tsx';
import type { LibraryParts } from './library-props.ts';
import type { PromptDraft } from './library-screen.ts';
import styles from './model-pane.module.css';
import type { ChangeModel } from './use-models.ts';

interface PromptSectionProps {
  readonly model: InstalledModel;
  readonly parts: Pick<LibraryParts, 'jobs' | 'clock'>;
  readonly isActive: boolean;
  /** What is written and not saved. */
  readonly draft: PromptDraft | null;
  readonly onWrite: (draft: PromptDraft | null) => void;
  readonly onChange: ChangeModel;
  readonly onDone: (text: string) => void;
}

/** Made up for Readroom: a preview must never need a report. */
/** How this model is asked; what a person writes here stands beside the model and leaves its hashes alone. */
export function PromptSection(props: PromptSectionProps): ReactNode {
  const { model, parts, isActive, draft, onWrite, onChange, onDone } = props;
  const { manifest, details } = model;
  const { jobs, clock } = parts;
  const inUse = effectiveTemplate(model);
  const [error, setError] = useState<ReadroomError | null>(null);
  const shown = draft?.template ?? inUse;
  const isChanged = !sameTemplate(shown, inUse);

  // The editor makes a new preview whenever these change.
  const { id, laterality } = manifest;
  const preview = useCallback(
    (template: ChatTemplate, signal: AbortSignal): Promise<PromptPreview> =>
      jobs.previewPrompt(
        { modelId: id, ...(laterality && { laterality }) },
        template,
        PREVIEW_FINDINGS,
        signal,
      ),
    [jobs, id, laterality],
  );
  const sleep = useCallback(
    (ms: number, signal: AbortSignal): Promise<void> => clock.sleep(ms, signal),
    [clock],
  );

  const save = async (): Promise<void> => {
    // The model's own prompt is no edit, however it came about.
    const prompt = sameTemplate(shown, manifest.chatTemplate) ? null : shown;
    const refusal = await onChange({ prompt });
    setError(refusal);
    if (refusal !== null) return;
    onWrite(null);
    onDone(prompt === null ? 'The model’s own prompt is in use again.' : 'Prompt saved.');
  };

  return (
    <div className={styles['prompt']}>
      <p className={styles['quiet']}>
        {details.prompt === null
          ? 'This is the model’s own prompt. A model drafts best with the one it was trained with.'
          : 'A person wrote this prompt. “Reset the prompt” and “Save” bring the model’s own back.'}
        {isActive && ' What you save here counts from the next draft on.'}
      </p>
      <PromptEditor
        template={shown}
        original={manifest.chatTemplate}
        specialTokens={null}
        window={manifest.context.window}
        preview={preview}
        sleep={sleep}
        onChange={(template, isUsable) =>
          onWrite(sameTemplate(template, inUse) ? null : { template, isUsable })
        }
      />
      {error !== null && <ErrorNotice error={error} />}
      <div className={styles['actions']}>
        <Button tone="primary" isDimmed={!isChanged || draft?.isUsable === false} onClick={() => void save()}>
          Save the prompt
        </Button>
        <Button isDimmed={!isChanged} onClick={() => onWrite(null)}>
          Discard changes
        </Button>
      </div>
    </div>
  );
}

function sameTemplate(a: ChatTemplate, b: ChatTemplate): boolean {
  return (
    a.name === b.name &&
    a.template === b.template &&
    a.systemMessage === b.systemMessage &&
    a.stop.length === b.stop.length &&
    a.stop.every((stop, index) => stop === b.stop[index])
  );
}
