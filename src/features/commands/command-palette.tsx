import type { ReactNode } from 'react';
import {
  Autocomplete,
  Dialog,
  Input,
  Menu,
  MenuItem,
  Modal,
  ModalOverlay,
  SearchField,
  Text,
  useFilter,
} from 'react-aria-components';
import { KeyHint } from '../../ui/key-hint.tsx';
import drawer from '../../ui/drawer.module.css';
import menu from '../../ui/menu.module.css';
import styles from './command-palette.module.css';

export interface Command {
  readonly id: string;
  readonly name: string;
  readonly keys?: string;
  readonly disabled?: boolean;
  readonly run: () => void;
}

export interface CommandPaletteProps {
  readonly onClose: () => void;
  readonly commands: readonly Command[];
  /** What was typed before the palette was here. */
  readonly typed: string;
}

/** Every action by name, with its key. */
export function CommandPalette({ onClose, commands, typed }: CommandPaletteProps): ReactNode {
  const { contains } = useFilter({ sensitivity: 'base' });
  return (
    <ModalOverlay
      className={drawer['overlay'] ?? ''}
      isOpen
      onOpenChange={(open) => (open ? undefined : onClose())}
      isDismissable
    >
      <Modal className={[drawer['modal'], drawer['center']].join(' ')}>
        <Dialog className={styles['dialog'] ?? ''} aria-label="Commands">
          <Autocomplete filter={contains} defaultInputValue={typed}>
            {/* eslint-disable-next-line jsx-a11y/no-autofocus -- a dialog that somebody opened to type into */}
            <SearchField aria-label="Find a command" autoFocus className={styles['field'] ?? ''}>
              <Input placeholder="Find a command" className={styles['input'] ?? ''} />
            </SearchField>
            <Menu
              className={[menu['menu'], styles['menu']].join(' ')}
              aria-label="Commands"
              disabledKeys={commands.filter((command) => command.disabled).map((command) => command.id)}
              onAction={(key) => {
                onClose();
                commands.find((command) => command.id === key)?.run();
              }}
              renderEmptyState={() => <p className={menu['empty']}>No command has this name.</p>}
            >
              {commands.map((command) => (
                <MenuItem
                  key={command.id}
                  id={command.id}
                  className={menu['item'] ?? ''}
                  textValue={command.name}
                >
                  <Text slot="label">{command.name}</Text>
                  {command.keys !== undefined && <KeyHint keys={command.keys} />}
                </MenuItem>
              ))}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
