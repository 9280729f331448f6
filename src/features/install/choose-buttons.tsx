import { FileText, FolderOpen } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { ChosenFiles } from '../../platform/files/chosen-files.ts';
import type { FileChooser } from '../../platform/files/file-chooser.ts';
import { Button } from '../../ui/button.tsx';
import styles from './install.module.css';

interface ChooseButtonsProps {
  readonly chooser: FileChooser;
  readonly onChosen: (files: ChosenFiles) => void;
  readonly onError: (error: unknown) => void;
  /** What is chosen with them, for assistive technology: the buttons of several inputs read alike. */
  readonly what: string;
  readonly children?: ReactNode;
}

/** The two ways of choosing: a folder or files. */
export function ChooseButtons({ chooser, onChosen, onError, what, children }: ChooseButtonsProps): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const ask = async (choose: () => Promise<ChosenFiles | null>): Promise<void> => {
    setAsking(true);
    try {
      const files = await choose();
      if (files !== null) onChosen(files);
    } catch (error) {
      onError(error);
    } finally {
      setAsking(false);
    }
  };
  // Not disabled while the dialog is open: the focus returns to the button after it.
  return (
    <div className={styles['row']} aria-busy={isAsking}>
      <Button
        icon={<FolderOpen aria-hidden="true" />}
        title={`${what}: choose a folder`}
        onClick={() => void ask(() => chooser.chooseFolder())}
      >
        Choose folder…
      </Button>
      <Button
        icon={<FileText aria-hidden="true" />}
        title={`${what}: choose files`}
        onClick={() => void ask(() => chooser.chooseFiles())}
      >
        Choose files…
      </Button>
      {children}
    </div>
  );
}
