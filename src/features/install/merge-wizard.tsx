import { X } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { useStore } from 'zustand';
import type { MergeProblem } from '../../domain/model/merge-facts.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ChosenInput } from './chosen-input.tsx';
import type { InstallState } from './install-state.ts';
import styles from './install.module.css';
import { MakeStep } from './make-step.tsx';
import type { DescribeModel } from './quantization-choice.tsx';
import { Recognised } from './recognised.tsx';

interface MergeWizardProps {
  readonly state: InstallState;
  readonly describeModel: DescribeModel;
  readonly installedBy: string;
  readonly titleRef: RefObject<HTMLHeadingElement | null>;
}

/** Base and adapter become a model, on one page: what is taken, what was recognised, what is made of it. */
export function MergeWizard(props: MergeWizardProps): ReactNode {
  const { state, describeModel, installedBy, titleRef } = props;
  const { merge, ports } = state;
  const { base, adapter, isReading, inspection, error } = useStore(merge);
  const startOver = (): void => {
    // Its button goes away with what was chosen.
    titleRef.current?.focus();
    merge.startOver();
  };
  const problems = (...where: MergeProblem['where'][]): MergeProblem['error'][] =>
    (inspection?.problems ?? []).filter((p) => where.includes(p.where)).map((p) => p.error);
  const recognised = inspection !== null && (inspection.base !== null || inspection.adapter !== null);
  return (
    <section className={styles['wizard']} aria-labelledby="merge-title">
      <div className={styles['titleRow']}>
        <h4 id="merge-title" tabIndex={-1} ref={titleRef}>
          Merge your own model
        </h4>
        {(base !== null || adapter !== null) && (
          <Button onClick={startOver} title="Takes out all files and choices">
            Start over
          </Button>
        )}
        <IconButton label="Close the merge, keep what is chosen" icon={<X />} onClick={merge.hide} />
      </div>
      <ol className={styles['steps']}>
        <li>
          <ChosenInput
            name="Base"
            title="Base model"
            hint="A GGUF file, or a folder with config.json, tokenizer.json and the weights as safetensors."
            chosen={base}
            problems={[...problems('base', 'tokenizer'), ...(error === null ? [] : [error])]}
            chooser={ports.chooser}
            onChosen={(files) => void merge.setBase(files)}
          />
        </li>
        <li>
          <ChosenInput
            name="Adapter"
            title="Adapter, or none"
            hint="A LoRA adapter’s folder, with adapter_config.json and adapter_model.safetensors."
            chosen={adapter}
            problems={problems('adapter')}
            chooser={ports.chooser}
            onChosen={(files) => void merge.setAdapter(files)}
          />
        </li>
        <li>
          <h5>What was recognised</h5>
          <p className={styles['quiet']} role="status">
            {describeReading(base !== null, isReading, recognised)}
          </p>
          {recognised && <Recognised base={inspection.base} adapter={inspection.adapter} />}
        </li>
        <li>
          <h5>The model to make</h5>
          {inspection === null || inspection.suggestion === null ? (
            <p className={styles['quiet']}>Follows once the files above fit together.</p>
          ) : (
            <MakeStep
              state={state}
              inspection={inspection}
              describeModel={describeModel}
              installedBy={installedBy}
            />
          )}
        </li>
      </ol>
    </section>
  );
}

function describeReading(hasBase: boolean, isReading: boolean, recognised: boolean): string {
  if (!hasBase)
    return 'Choose a base first. Nothing is read but the headers, and nothing leaves this computer.';
  if (isReading) return 'Reading the headers';
  return recognised ? '' : 'Nothing: see above what is wrong.';
}
