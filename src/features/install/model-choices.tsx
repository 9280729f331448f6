import { useId, type ReactNode } from 'react';
import type { ConfigChoices } from '../../domain/model/derive-config.ts';
import type { ModelConfig } from '../../domain/model/model-config.ts';
import { MAX_NAME_LENGTH } from '../../domain/model/model-details.ts';
import { formatCount } from '../../ui/format.ts';
import { isModelId } from './merge-store.ts';
import styles from './install.module.css';

interface ModelChoicesProps {
  readonly config: ModelConfig;
  readonly choices: ConfigChoices;
  /** True when a model of this identifier is here already. */
  readonly replaces: boolean;
  readonly onChoose: (choices: ConfigChoices) => void;
}

const WINDOWS = [1024, 2048, 4096, 8192, 16_384, 32_768] as const;

/** How the merged model is called and how much it reads at once. */
export function ModelChoices({ config, choices, replaces, onChoose }: ModelChoicesProps): ReactNode {
  const id = useId();
  const limit = config.architecture.maxPositionEmbeddings;
  const windows = [
    ...new Set<number>([...WINDOWS.filter((window) => window <= limit), config.context.window]),
  ].sort((a, b) => a - b);
  const idText = choices.id ?? config.id;
  return (
    <div className={styles['fields']}>
      <div className={styles['field']}>
        <label htmlFor={`${id}-name`}>Name</label>
        <input
          id={`${id}-name`}
          maxLength={MAX_NAME_LENGTH}
          value={choices.name ?? config.displayName}
          onChange={(event) => onChoose({ name: event.target.value })}
        />
      </div>
      <div className={styles['field']}>
        <label htmlFor={`${id}-id`}>Identifier</label>
        <input
          id={`${id}-id`}
          className={styles['code']}
          spellCheck={false}
          value={idText}
          aria-invalid={!isModelId(idText)}
          aria-describedby={`${id}-id-note`}
          onChange={(event) => onChoose({ id: event.target.value })}
        />
        <p
          id={`${id}-id-note`}
          className={isModelId(idText) ? styles['quiet'] : styles['problem']}
          role="status"
        >
          {describeId(idText, replaces)}
        </p>
      </div>
      <div className={styles['field']}>
        <label htmlFor={`${id}-window`}>Context window</label>
        <select
          id={`${id}-window`}
          value={config.context.window}
          onChange={(event) => onChoose({ window: Number(event.target.value) })}
        >
          {windows.map((window) => (
            <option key={window} value={window}>
              {formatCount(window)} tokens
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

function describeId(id: string, replaces: boolean): string {
  if (!isModelId(id)) return 'Lower-case letters, digits, dots and hyphens, at most 72 of them.';
  return replaces ? 'A model of this identifier is installed; the merge replaces it.' : '';
}
