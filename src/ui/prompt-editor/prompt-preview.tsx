import type { ReactNode } from 'react';
import { plural } from '../format.ts';
import { ErrorNotice } from '../notice.tsx';
import styles from './prompt-editor.module.css';
import type { ShownPreview } from './use-prompt-preview.ts';

interface PromptPreviewProps {
  /** Null while the template has a problem: then there is no prompt. */
  readonly shown: ShownPreview | null;
  /** Tokens of prompt and impression together; null where it is not known. */
  readonly window: number | null;
}

/** The exact prompt with made-up findings: special tokens framed, findings in the ink of the report. */
export function PromptPreview({ shown, window }: PromptPreviewProps): ReactNode {
  const { facts, error, isCurrent } = shown ?? { facts: null, error: null, isCurrent: true };
  return (
    <figure className={styles['preview']} aria-label="Exact prompt">
      <figcaption>
        <span>The exact prompt, with made-up findings</span>
        <span className={styles['tokens']} role="status">
          {shown === null
            ? 'none while the template has a problem'
            : facts === null || !isCurrent
              ? 'counting tokens'
              : `${plural(facts.tokens, 'token')}${window === null ? '' : ` of ${window}`}`}
        </span>
      </figcaption>
      {error !== null && <ErrorNotice error={error} />}
      {facts !== null && error === null && (
        // Scrolls by itself, so the keyboard must be able to reach it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <pre tabIndex={0} aria-label="Prompt text">
          {facts.pieces.map((piece, index) => (
            <span key={index} className={styles[piece.kind]}>
              {piece.text}
            </span>
          ))}
        </pre>
      )}
      {facts?.exchanged === true && (
        <p className={styles['hint']}>
          This model reads findings that name the right side first with left and right exchanged. What it
          drafts of them is exchanged back.
        </p>
      )}
    </figure>
  );
}
