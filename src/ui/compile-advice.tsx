import { Save } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import styles from './compile-advice.module.css';

interface CompileAdviceProps {
  /** Run in Readroom's folder, with the saved configuration in it. */
  readonly command: string;
  readonly onSave: () => void;
}

/** How a graphics card comes to run a shape that nobody has compiled a library for yet. */
export function CompileAdvice({ command, onSave }: CompileAdviceProps): ReactNode {
  return (
    <div className={styles['advice']} role="group" aria-label="Have a library compiled">
      <p>
        A compiled library would let a graphics card run it. Whoever has Readroom’s tools puts the saved
        configuration into Readroom’s folder and runs this there; the folder model-libs that it writes is
        brought here with “Add a model”.
      </p>
      <code>{command}</code>
      <Button icon={<Save aria-hidden="true" />} onClick={onSave}>
        Save configuration
      </Button>
    </div>
  );
}
