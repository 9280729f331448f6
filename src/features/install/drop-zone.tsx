import { Inbox } from 'lucide-react';
import { useState, type DragEvent, type ReactNode } from 'react';
import type { FileChooser } from '../../platform/files/file-chooser.ts';
import type { IntakeStore } from './intake-store.ts';
import styles from './install.module.css';

interface DropZoneProps {
  readonly chooser: FileChooser;
  readonly intake: IntakeStore;
}

/** Takes whatever is dropped; everything it does has a button too. */
export function DropZone({ chooser, intake }: DropZoneProps): ReactNode {
  const [isOver, setOver] = useState(false);
  const over = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes('Files')) return;
    // Without this the browser would open the files in place of the page.
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    setOver(true);
  };
  const drop = async (event: DragEvent): Promise<void> => {
    event.preventDefault();
    setOver(false);
    try {
      await intake.takeAny(await chooser.fromDrop(event.dataTransfer));
    } catch (error) {
      intake.fail(error);
    }
  };
  return (
    // A drop is one more way besides the buttons, for those who have a mouse.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="group"
      aria-label="Drop files here"
      className={[styles['drop'], isOver ? styles['over'] : ''].join(' ')}
      onDragEnter={over}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => void drop(event)}
    >
      <Inbox aria-hidden="true" />
      <p>
        Drop a folder or files here: finished models, exported files, bases, adapters and compiled libraries
        are told apart.
      </p>
    </div>
  );
}
