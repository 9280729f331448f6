import type { ReactNode } from 'react';
import { builtModelId } from '../../domain/model/catalog.ts';
import type { RunnableModel } from '../../domain/model/gpu-memory.ts';
import type { MergeInspection } from '../../domain/model/merge-facts.ts';
import type { ModelConfig } from '../../domain/model/model-config.ts';
import type { Quantization } from '../../domain/model/quantization.ts';
import type { RunningFacts } from '../../domain/model/running-facts.ts';
import { CompileAdvice } from '../../ui/compile-advice.tsx';
import { formatBytes } from '../../ui/format.ts';
import { QUANTIZATION_WORDS } from '../../ui/quantization-words.ts';
import styles from './install.module.css';
import { isModelId } from './merge-store.ts';

export type DescribeModel = (model: RunnableModel) => RunningFacts | null;

interface QuantizationChoiceProps {
  readonly config: ModelConfig;
  readonly outputBytes: MergeInspection['outputBytes'];
  readonly weightBytes: MergeInspection['weightBytes'];
  readonly describeModel: DescribeModel;
  readonly onChoose: (quantization: Quantization) => void;
  /** Gives the person the configuration as a file. */
  readonly onSave: () => void;
}

/** The formats that fit the shape, each with what it costs. */
export function QuantizationChoice(props: QuantizationChoiceProps): ReactNode {
  const { config, outputBytes, weightBytes, describeModel, onChoose, onSave } = props;
  const chosen = config.defaultQuantization;
  const running = describeModel(planned(config, chosen, weightBytes));
  return (
    <fieldset className={styles['fieldset']}>
      <legend>Quantization</legend>
      <div className={styles['options']}>
        {config.quantizations.map((quantization) => {
          const memory = describeModel(planned(config, quantization, weightBytes))?.gpuMemory ?? null;
          const bytes = outputBytes[quantization];
          return (
            <label key={quantization} className={styles['option']}>
              <input
                type="radio"
                name="quantization"
                value={quantization}
                checked={quantization === chosen}
                onChange={() => onChoose(quantization)}
              />
              <span className={styles['name']}>{QUANTIZATION_WORDS[quantization]}</span>
              <span className={styles['quiet']}>{quantization}</span>
              <span className={styles['number']}>{bytes === undefined ? '' : formatBytes(bytes)}</span>
              <span className={[styles['number'], styles['quiet']].join(' ')}>
                {memory === null ? '' : `${formatBytes(memory)} on a graphics card`}
              </span>
            </label>
          );
        })}
      </div>
      {running !== null && (
        <p className={styles['quiet']} role="status">
          {describePlace(running)}
        </p>
      )}
      {/* An identifier that no file can have gives no command that works. */}
      {running !== null && running.compileCommand !== null && isModelId(config.id) && (
        <CompileAdvice command={running.compileCommand} onSave={onSave} />
      )}
    </fieldset>
  );
}

function describePlace({ engine, note, library }: RunningFacts): string {
  if (engine === 'cpu') return `It will run on the processor. ${note ?? ''}`.trimEnd();
  return `It will run on the graphics card${library === null ? '' : `, with the compiled library ${library.name}`}.`;
}

/** The model that the merge would make, as far as running it is concerned. */
function planned(
  config: ModelConfig,
  quantization: Quantization,
  weightBytes: MergeInspection['weightBytes'],
): RunnableModel {
  return {
    id: builtModelId(config.id, quantization),
    architecture: config.architecture,
    quantization,
    context: config.context,
    files: [{ role: 'shard', bytes: weightBytes[quantization] ?? 0 }],
  };
}
