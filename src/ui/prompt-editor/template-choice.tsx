import type { ReactNode } from 'react';
import type { ChatTemplate } from '../../domain/model/model-config.ts';
import { makeTemplate, TEMPLATE_KINDS, templateKindOf } from '../../domain/prompt/chat-templates.ts';
import styles from './prompt-editor.module.css';

interface TemplateChoiceProps {
  readonly id: string;
  readonly template: ChatTemplate;
  /** Null while the vocabulary is not known. */
  readonly specialTokens: readonly string[] | null;
  readonly onChoose: (template: ChatTemplate) => void;
}

const OWN = 'own';

/** The known ways of writing a prompt; those whose special tokens the vocabulary lacks cannot be chosen. */
export function TemplateChoice({ id, template, specialTokens, onChoose }: TemplateChoiceProps): ReactNode {
  const current = templateKindOf(template);
  const kind = TEMPLATE_KINDS.find(({ name }) => name === current);
  const make = (name: string): ChatTemplate | null => {
    const wanted = TEMPLATE_KINDS.find((candidate) => candidate.name === name);
    return wanted === undefined ? null : makeTemplate(wanted.name, specialTokens ?? []);
  };
  return (
    <div className={styles['field']}>
      <label htmlFor={id}>Chat template</label>
      <select
        id={id}
        value={current ?? OWN}
        aria-describedby={`${id}-when`}
        onChange={(event) => {
          const made = make(event.target.value);
          // What was written as the instruction is the person's and stays.
          if (made !== null) onChoose({ ...made, systemMessage: template.systemMessage });
        }}
      >
        {current === null && <option value={OWN}>Edited</option>}
        {TEMPLATE_KINDS.map(({ name, title }) => {
          const fits = name === current || make(name) !== null;
          return (
            <option key={name} value={name} disabled={!fits}>
              {fits || specialTokens === null ? title : `${title} (its tokens are not in this vocabulary)`}
            </option>
          );
        })}
      </select>
      <p id={`${id}-when`} className={styles['hint']}>
        {kind?.when ?? 'Edited by hand.'}
      </p>
    </div>
  );
}
