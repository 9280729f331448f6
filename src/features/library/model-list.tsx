import { Plus } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import type { RunnableModel } from '../../domain/model/gpu-memory.ts';
import { QUANTIZATION_FORMATS } from '../../domain/model/quantization.ts';
import type { RunningFacts } from '../../domain/model/running-facts.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes, plural } from '../../ui/format.ts';
import { ModelMarks } from './model-marks.tsx';
import styles from './model-list.module.css';
import { formatDay } from './words.ts';

interface ModelListProps {
  readonly models: readonly InstalledModel[];
  readonly selectedId: string | null;
  readonly isAdding: boolean;
  readonly activeId: string | null;
  readonly newerBuilds: readonly string[];
  readonly describeModel: (model: RunnableModel) => RunningFacts | null;
  readonly onSelect: (id: string) => void;
  readonly onAdd: () => void;
}

/** The installed models, a few facts each; the pane beside it has the rest. */
export function ModelList(props: ModelListProps): ReactNode {
  const { models, selectedId, isAdding, activeId, newerBuilds, describeModel, onSelect, onAdd } = props;
  return (
    <section className={styles['section']} aria-labelledby="installed-title">
      <div className={styles['head']}>
        <h3 id="installed-title">
          Installed models <span className={styles['count']}>{models.length}</span>
        </h3>
        <Button
          icon={<Plus aria-hidden="true" />}
          data-row="add"
          aria-current={isAdding ? 'true' : undefined}
          className={isAdding ? styles['adding'] : undefined}
          onClick={onAdd}
        >
          Add a model
        </Button>
      </div>
      {models.length === 0 ? (
        <p className={styles['empty']}>
          No model is installed in this browser yet. Add one from this server, from a folder or a USB stick,
          or merge your own.
        </p>
      ) : (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrow keys only help along; every row is a button of its own
        <ul className={styles['list']} aria-label="Installed models" onKeyDown={moveBetweenRows}>
          {models.map((model) => (
            <li key={model.manifest.id} aria-label={model.details.name}>
              <button
                type="button"
                className={styles['row']}
                data-row={model.manifest.id}
                aria-current={model.manifest.id === selectedId ? 'true' : undefined}
                onClick={() => onSelect(model.manifest.id)}
              >
                <span className={styles['name']}>{model.details.name}</span>
                <span className={styles['size']}>{formatBytes(model.manifest.totalBytes)}</span>
                <span className={styles['facts']}>{factsOf(model, describeModel(model.manifest))}</span>
                <ModelMarks
                  model={model}
                  isActive={model.manifest.id === activeId}
                  isOutdated={newerBuilds.includes(model.manifest.id)}
                />
              </button>
            </li>
          ))}
        </ul>
      )}
      {models.length > 1 && (
        <p className={styles['total']}>
          {plural(models.length, 'model')},{' '}
          {formatBytes(models.reduce((sum, { manifest }) => sum + manifest.totalBytes, 0))}
        </p>
      )}
    </section>
  );
}

function factsOf({ manifest, details }: InstalledModel, engines: RunningFacts | null): string {
  const place = engines === null ? null : engines.engine === 'webgpu' ? 'graphics card' : 'processor';
  return [
    `${QUANTIZATION_FORMATS[manifest.quantization].bits}-bit`,
    manifest.adapter === null ? 'no adapter' : 'with adapter',
    place,
    details.lastUsedAt === null ? 'not used yet' : `used ${formatDay(details.lastUsedAt)}`,
  ]
    .filter((fact) => fact !== null)
    .join(' · ');
}

function moveBetweenRows(event: KeyboardEvent<HTMLUListElement>): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button[data-row]')];
  const at = rows.findIndex((row) => row === event.target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  rows[Math.min(Math.max(to, 0), rows.length - 1)]?.focus();
}
