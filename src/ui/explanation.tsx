import { useId, type ReactNode } from 'react';
import { Popover } from 'react-aria-components';
import styles from './explanation.module.css';
import menu from './menu.module.css';

interface ExplanationProps {
  readonly title: string;
  readonly placement: 'top start' | 'bottom end';
  readonly children: ReactNode;
}

/**
 * What a button in a `DialogTrigger` tells more about. The popover itself is the dialog: around an inner one it would
 * be a nameless box outside every landmark, with a label that belongs to nothing.
 */
export function Explanation({ title, placement, children }: ExplanationProps): ReactNode {
  const titleId = useId();
  return (
    <Popover className={menu['popover'] ?? ''} placement={placement} aria-labelledby={titleId}>
      <div className={styles['content']}>
        <h2 id={titleId} className={styles['title']}>
          {title}
        </h2>
        {children}
      </div>
    </Popover>
  );
}
