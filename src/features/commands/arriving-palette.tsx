import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import drawer from '../../ui/drawer.module.css';
import styles from './command-palette.module.css';
import type { CommandPaletteProps } from './command-palette.tsx';

const CommandPalette = lazy(() =>
  import('./command-palette.tsx').then((module) => ({ default: module.CommandPalette })),
);

/**
 * The palette, and a field in its place until its script is here. IMPORTANT: the field takes the focus at once; words
 * typed right after the key would else go into the findings. The palette goes on with them.
 */
export function ArrivingPalette(props: Omit<CommandPaletteProps, 'typed'>): ReactNode {
  const [typed, setTyped] = useState('');
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // The palette would give it back to the field that it replaced, which is gone; after this, what lay behind the
      // palette can be focused again.
      queueMicrotask(() => {
        if (document.activeElement === document.body && before instanceof HTMLElement) before.focus();
      });
    },
    [before],
  );
  return (
    <Suspense fallback={<Waiting typed={typed} onTyped={setTyped} onClose={props.onClose} />}>
      <CommandPalette {...props} typed={typed} />
    </Suspense>
  );
}

interface WaitingProps {
  readonly typed: string;
  readonly onTyped: (typed: string) => void;
  readonly onClose: () => void;
}

function Waiting({ typed, onTyped, onClose }: WaitingProps): ReactNode {
  return (
    <div className={drawer['overlay']}>
      <div
        className={[drawer['modal'], drawer['center']].join(' ')}
        role="dialog"
        aria-modal="true"
        aria-busy="true"
        aria-label="Commands"
      >
        <input
          // eslint-disable-next-line jsx-a11y/no-autofocus -- a dialog that somebody opened to type into
          autoFocus
          name="command"
          aria-label="Find a command"
          placeholder="Find a command"
          className={styles['input']}
          value={typed}
          onChange={(event) => onTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onClose();
          }}
        />
      </div>
    </div>
  );
}
