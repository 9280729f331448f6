import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from './button.tsx';
import styles from './drawer.module.css';

interface DrawerProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly side?: 'left' | 'right' | 'center';
  readonly children: ReactNode;
}

/** A panel over the workspace, opened on purpose; Esc or a click beside it returns to the text, focus included. */
export function Drawer({ title, isOpen, onClose, side = 'right', children }: DrawerProps): ReactNode {
  return (
    <ModalOverlay
      className={styles['overlay'] ?? ''}
      isOpen={isOpen}
      onOpenChange={(open) => (open ? undefined : onClose())}
      isDismissable
    >
      <Modal className={[styles['modal'], styles[side]].join(' ')}>
        <Dialog className={styles['dialog'] ?? ''}>
          <header className={styles['header']}>
            <Heading slot="title" className={styles['title'] ?? ''}>
              {title}
            </Heading>
            <IconButton label="Close" icon={<X />} onClick={onClose} />
          </header>
          <div className={styles['body']}>{children}</div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
