import { FlaskConical } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Menu, MenuItem, MenuTrigger, Popover, Text, Button as PressButton } from 'react-aria-components';
import { SAMPLE_FINDINGS } from '../../domain/report/samples.ts';
import { Button } from '../../ui/button.tsx';
import menu from '../../ui/menu.module.css';
import button from '../../ui/button.module.css';

interface SamplesMenuProps {
  readonly current: string;
  readonly onPick: (findings: string) => void;
}

/** Made-up studies to try Readroom with. What they replace is one click away. */
export function SamplesMenu({ current, onPick }: SamplesMenuProps): ReactNode {
  const [replaced, setReplaced] = useState<{ readonly before: string; readonly after: string } | null>(null);
  const undoable = replaced !== null && replaced.after === current && replaced.before.trim() !== '';
  const pick = (index: number): void => {
    const sample = SAMPLE_FINDINGS[index];
    if (sample === undefined) return;
    setReplaced({ before: current, after: sample.findings });
    onPick(sample.findings);
  };
  return (
    <>
      <MenuTrigger>
        <PressButton className={[button['button'], button['plain']].join(' ')}>
          <FlaskConical aria-hidden="true" />
          Sample findings
        </PressButton>
        <Popover className={menu['popover'] ?? ''} placement="top start">
          <Menu
            className={menu['menu'] ?? ''}
            aria-label="Sample findings"
            onAction={(key) => pick(Number(key))}
          >
            {SAMPLE_FINDINGS.map((sample, index) => (
              <MenuItem
                key={sample.title}
                id={String(index)}
                className={menu['item'] ?? ''}
                textValue={sample.title}
              >
                <Text slot="label">{sample.title}</Text>
                <Text slot="description" className={menu['description'] ?? ''}>
                  {sample.findings}
                </Text>
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      {undoable && (
        <Button
          onClick={() => {
            onPick(replaced.before);
            setReplaced(null);
          }}
        >
          Restore my findings
        </Button>
      )}
    </>
  );
}
