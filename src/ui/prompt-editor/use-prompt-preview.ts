import { useEffect, useState } from 'react';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import { isAbort, type TransferredError } from '../../domain/errors/readroom-error.ts';
import type { ChatTemplate } from '../../domain/model/model-config.ts';

/** A stretch of the exact prompt; a `special` one is a single token. */
export interface PromptPiece {
  readonly kind: 'special' | 'template' | 'findings';
  readonly text: string;
}

/** The exact prompt as the model would read it. */
export interface PromptFacts {
  readonly pieces: readonly PromptPiece[];
  readonly tokens: number;
  /** The model reads the findings with left and right exchanged. */
  readonly exchanged: boolean;
  /** Special tokens of the vocabulary: what templates and stop texts may use. */
  readonly specialTokens: readonly string[];
}

export interface PromptPreviewing {
  /** The exact prompt of a template with findings that are made up. */
  readonly preview: (template: ChatTemplate, signal: AbortSignal) => Promise<PromptFacts>;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface ShownPreview {
  /** Of the template before, while the next one is being made; null before the first. */
  readonly facts: PromptFacts | null;
  readonly error: TransferredError | null;
  readonly isCurrent: boolean;
}

/** Typing goes on for that long before a preview is worth making, ms. */
const PAUSE_MS = 250;

/** Keeps the preview up with the template; a newer template ends the older preview. */
export function usePromptPreview(
  template: ChatTemplate | null,
  { preview, sleep }: PromptPreviewing,
): ShownPreview {
  const [shown, setShown] = useState<{
    readonly of: ChatTemplate | null;
    readonly facts: PromptFacts | null;
    readonly error: TransferredError | null;
  }>({ of: null, facts: null, error: null });
  useEffect(() => {
    if (template === null) return;
    const controller = new AbortController();
    const { signal } = controller;
    const make = async (): Promise<void> => {
      try {
        await sleep(PAUSE_MS, signal);
        const facts = await preview(template, signal);
        if (!signal.aborted) setShown({ of: template, facts, error: null });
      } catch (error) {
        if (isAbort(error) || signal.aborted) return;
        setShown(({ facts }) => ({ of: template, facts, error: asReadroomError(error).toTransfer() }));
      }
    };
    void make();
    return () => controller.abort();
  }, [template, preview, sleep]);
  return { facts: shown.facts, error: shown.error, isCurrent: shown.of === template };
}
