import { ChevronDown, CircleCheck, Download, FolderOutput, ShieldCheck, Trash2 } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { Button as TriggerButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useStore } from 'zustand';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import buttonStyles from '../../ui/button.module.css';
import { Button } from '../../ui/button.tsx';
import { formatBytes } from '../../ui/format.ts';
import menu from '../../ui/menu.module.css';
import { ErrorNotice } from '../../ui/notice.tsx';
import { useKeptFocus } from '../../ui/use-kept-focus.ts';
import type { LibraryViewProps } from './library-props.ts';
import styles from './model-pane.module.css';
import { RemoveQuestion } from './remove-question.tsx';

interface ModelActionsProps extends Pick<
  LibraryViewProps,
  'screen' | 'onActivate' | 'onRemove' | 'onUpdate'
> {
  readonly model: InstalledModel;
  readonly isActive: boolean;
  readonly isOutdated: boolean;
  readonly isLast: boolean;
  readonly successor: string | null;
  readonly onRemoved: (id: string, text: string) => Promise<void>;
}

/** What can be done with a model; removing asks in its place. */
export function ModelActions(props: ModelActionsProps): ReactNode {
  const {
    model,
    screen,
    isActive,
    isOutdated,
    isLast,
    successor,
    onActivate,
    onRemove,
    onRemoved,
    onUpdate,
  } = props;
  const { manifest, details } = model;
  const [asked, setAsked] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [error, setError] = useState<ReadroomError | null>(null);
  const removeButton = useRef<HTMLButtonElement>(null);
  const inUse = useRef<HTMLSpanElement>(null);
  // “Use this model” goes away by its own press: what stands there then has the focus.
  const keptFocus = useKeptFocus(inUse);
  const busy = useStore(screen, ({ run }) => run !== null && run.outcome === null);
  const named = { id: manifest.id, name: details.name };

  const keep = (): void => {
    setAsked(false);
    removeButton.current?.focus();
  };
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setError(null);
    try {
      await work();
    } catch (caught) {
      setError(asReadroomError(caught));
    }
  };
  const use = (): Promise<void> =>
    attempt(async () => {
      if (await onActivate(manifest.id)) screen.say(`${details.name} drafts from now on.`);
    });
  const remove = async (): Promise<void> => {
    setRemoving(true);
    setError(null);
    try {
      await onRemove(manifest.id);
      await onRemoved(manifest.id, `${details.name} was removed: ${formatBytes(manifest.totalBytes)} freed.`);
    } catch (caught) {
      setError(asReadroomError(caught));
      setRemoving(false);
    }
  };

  return (
    <>
      <div className={styles['actions']} {...keptFocus}>
        {isActive ? (
          <span ref={inUse} tabIndex={-1} className={styles['inUse']}>
            <CircleCheck aria-hidden="true" />
            Drafts with this model
          </span>
        ) : (
          <Button tone="primary" onClick={() => void use()}>
            Use this model
          </Button>
        )}
        {isOutdated && onUpdate !== undefined && (
          <Button
            icon={<Download aria-hidden="true" />}
            onClick={() => void attempt(() => onUpdate(manifest.id))}
          >
            Install the newer build
          </Button>
        )}
        <Button
          icon={<ShieldCheck aria-hidden="true" />}
          disabled={busy}
          onClick={() => void screen.verify(named)}
        >
          Verify
        </Button>
        {screen.canWriteFiles ? (
          <ExportMenu disabled={busy} onExport={(where) => void screen.exportTo(named, where)} />
        ) : (
          <Button
            icon={<FolderOutput aria-hidden="true" />}
            disabled={busy}
            onClick={() => void screen.exportTo(named, 'download')}
          >
            Export
          </Button>
        )}
        <Button
          ref={removeButton}
          tone="danger"
          icon={<Trash2 aria-hidden="true" />}
          aria-expanded={asked}
          onClick={() => setAsked(!asked)}
        >
          Remove…
        </Button>
      </div>
      {asked && (
        <RemoveQuestion
          model={model}
          isActive={isActive}
          isLast={isLast}
          successor={successor}
          isRemoving={removing}
          onRemove={() => void remove()}
          onKeep={keep}
        />
      )}
      {error !== null && <ErrorNotice error={error} />}
    </>
  );
}

function ExportMenu({
  disabled,
  onExport,
}: {
  readonly disabled: boolean;
  readonly onExport: (where: 'folder' | 'file') => void;
}): ReactNode {
  const classes = [buttonStyles['button'], buttonStyles['plain']].join(' ');
  return (
    <MenuTrigger>
      <TriggerButton className={classes} isDisabled={disabled}>
        <FolderOutput aria-hidden="true" />
        <span>Export</span>
        <ChevronDown aria-hidden="true" />
      </TriggerButton>
      <Popover className={menu['popover'] ?? ''} placement="bottom start">
        <Menu
          aria-label="Export"
          className={menu['menu'] ?? ''}
          onAction={(key) => onExport(key === 'folder' ? 'folder' : 'file')}
        >
          <MenuItem id="folder" className={menu['item'] ?? ''} textValue="To a folder">
            <span>To a folder…</span>
            <span className={menu['description']}>For a server or a USB stick: the files as they are</span>
          </MenuItem>
          <MenuItem id="file" className={menu['item'] ?? ''} textValue="To one file">
            <span>To one file…</span>
            <span className={menu['description']}>An archive that another Readroom installs</span>
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
