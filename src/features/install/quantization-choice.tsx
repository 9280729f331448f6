import type { ReactNode } from 'react';
import { builtModelId } from '../../domain/model/catalog.ts';
import type { RunnableModel } from '../../domain/model/gpu-memory.ts';
import type { MergeInspection } from '../../domain/model/merge-facts.ts';
import type { ModelConfig } from '../../domain/model/model-config.ts';
import type { Quantization } from '../../domain/model/quantization.ts';
import type { RunningFacts } from '../../domain/model/running-facts.ts';
import { formatBytes } from '../../ui/format.ts';
import styles from './install.module.css';
import { QUANTIZATION_WORDS } from './words.ts';

export type DescribeModel = (model: RunnableModel) => RunningFacts | null;

interface QuantizationChoiceProps {
  readonly config: ModelConfig;
  readonly outputBytes: MergeInspection['outputBytes'];
  readonly describeModel: DescribeModel;
  readonly onChoose: (quantization: Quantization) => void;
}

/** The formats that fit the shape, each with what it costs. */
export function QuantizationChoice(props: QuantizationChoiceProps): ReactNode {
  const { config, outputBytes, describeModel, onChoose } = props;
  const chosen = config.defaultQuantization;
  const running = describeModel(planned(config, chosen, outputBytes));
  return (
    <fieldset className={styles['fieldset']}>
      <legend>Quantization</legend>
      <div className={styles['options']}>
        {config.quantizations.map((quantization) => {
          const memory = describeModel(planned(config, quantization, outputBytes))?.gpuMemory ?? null;
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
      {running !== null && <Engine running={running} />}
    </fieldset>
  );
}

function Engine({ running }: { readonly running: RunningFacts }): ReactNode {
  const { engine, note, library, compileCommand } = running;
  return (
    <div className={styles['stack']} role="status">
      <p className={styles['quiet']}>
        {engine === 'webgpu'
          ? `It will run on the graphics card${library === null ? '' : `, with the compiled library ${library.name}`}.`
          : `It will run on the processor. ${note ?? ''}`}
      </p>
      {compileCommand !== null && (
        <p className={styles['quiet']}>
          No compiled library fits this shape and quantization. Where Readroom’s tools are installed, this
          makes one; bring the folder model-libs that it writes here as a finished model:{' '}
          <code className={styles['command']}>{compileCommand}</code>
        </p>
      )}
    </div>
  );
}

/** The model that the merge would make, as far as running it is concerned. */
export function planned(
  config: ModelConfig,
  quantization: Quantization,
  outputBytes: MergeInspection['outputBytes'],
): RunnableModel {
  return {
    id: builtModelId(config.id, quantization),
    architecture: config.architecture,
    quantization,
    context: config.context,
    files: [{ role: 'shard', bytes: outputBytes[quantization] ?? 0 }],
  };
}
