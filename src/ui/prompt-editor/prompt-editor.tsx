import { useId, type ReactNode } from 'react';
import type { ChatTemplate } from '../../domain/model/model-config.ts';
import { templateKindOf } from '../../domain/prompt/chat-templates.ts';
import { checkTemplate, type TemplateProblem } from '../../domain/prompt/check-template.ts';
import { Button } from '../button.tsx';
import styles from './prompt-editor.module.css';
import { PromptPreview } from './prompt-preview.tsx';
import { TemplateChoice } from './template-choice.tsx';
import { usePromptPreview, type PromptPreviewing } from './use-prompt-preview.ts';

interface PromptEditorProps extends PromptPreviewing {
  readonly template: ChatTemplate;
  /** What `Reset` returns to. */
  readonly original: ChatTemplate;
  /** Null: taken from the first preview. */
  readonly specialTokens: readonly string[] | null;
  /** Tokens of prompt and impression together; null where it is not known. */
  readonly window: number | null;
  /** `isUsable` is false while a problem is shown. */
  readonly onChange: (template: ChatTemplate, isUsable: boolean) => void;
}

/** How findings become the prompt, with the exact prompt beside it. Keep `preview` and `sleep` the same between renders. */
export function PromptEditor(props: PromptEditorProps): ReactNode {
  const { template, original, window, onChange } = props;
  const id = useId();
  // What can be read is previewed, also with an end that cannot work: the problem says so beside it.
  const readable = isReadable(template) ? template : null;
  const shown = usePromptPreview(readable, props);
  const specialTokens = props.specialTokens ?? shown.facts?.specialTokens ?? null;
  const problemsOf = (of: ChatTemplate): readonly TemplateProblem[] =>
    checkTemplate(of, specialTokens ?? of.stop);
  const problems = problemsOf(template);
  const change = (changes: Partial<ChatTemplate>): void => {
    const changed = { ...template, ...changes };
    onChange(changed, problemsOf(changed).length === 0);
  };
  const field = (
    name: TemplateProblem['field'],
  ): { readonly 'aria-invalid': boolean; readonly 'aria-describedby': string } => ({
    'aria-invalid': problems.some((problem) => problem.field === name),
    'aria-describedby': `${id}-${name}-problems`,
  });
  return (
    <div className={styles['editor']}>
      <div className={styles['fields']}>
        <TemplateChoice
          id={`${id}-choice`}
          template={template}
          specialTokens={specialTokens}
          onChoose={change}
        />
        <div className={styles['field']}>
          <label htmlFor={`${id}-system`}>Instruction (system message)</label>
          <textarea
            id={`${id}-system`}
            rows={3}
            value={template.systemMessage}
            onChange={(event) => change({ systemMessage: event.target.value })}
            {...field('systemMessage')}
          />
          <Problems id={`${id}-systemMessage-problems`} of="systemMessage" problems={problems} />
        </div>
        <div className={styles['field']}>
          <label htmlFor={`${id}-template`}>Template text</label>
          <textarea
            id={`${id}-template`}
            className={styles['code']}
            rows={8}
            spellCheck={false}
            value={template.template}
            // An edited template is no longer the one that its name stands for.
            onChange={(event) => change(named(event.target.value))}
            {...field('template')}
          />
          <Problems id={`${id}-template-problems`} of="template" problems={problems} />
        </div>
        <div className={styles['field']}>
          <label htmlFor={`${id}-stop`}>Stop texts, one per line</label>
          <textarea
            id={`${id}-stop`}
            className={styles['code']}
            rows={2}
            spellCheck={false}
            value={template.stop.join('\n')}
            onChange={(event) => change({ stop: linesOf(event.target.value) })}
            {...field('stop')}
          />
          <Problems id={`${id}-stop-problems`} of="stop" problems={problems} />
        </div>
        <div>
          <Button isDimmed={same(template, original)} onClick={() => onChange(original, true)}>
            Reset the prompt
          </Button>
        </div>
      </div>
      <PromptPreview shown={readable === null ? null : shown} window={window} />
    </div>
  );
}

interface ProblemsProps {
  readonly id: string;
  readonly of: TemplateProblem['field'];
  readonly problems: readonly TemplateProblem[];
}

function Problems({ id, of, problems }: ProblemsProps): ReactNode {
  return (
    <div id={id} className={styles['problems']} role="status">
      {problems
        .filter(({ field }) => field === of)
        .map(({ problem }) => (
          <p key={problem}>{problem}</p>
        ))}
    </div>
  );
}

function named(template: string): Pick<ChatTemplate, 'name' | 'template'> {
  return { template, name: templateKindOf({ template }) ?? 'edited' };
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}

/** Whether it has a place for the findings, and just one. */
function isReadable({ template, systemMessage }: ChatTemplate): boolean {
  return template.split('{findings}').length === 2 && !systemMessage.includes('{findings}');
}

function same(a: ChatTemplate, b: ChatTemplate): boolean {
  return (
    a.template === b.template &&
    a.systemMessage === b.systemMessage &&
    a.stop.length === b.stop.length &&
    a.stop.every((stop, index) => stop === b.stop[index])
  );
}
