import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import styles from './button.module.css';
import { KeyHint } from './key-hint.tsx';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly children: ReactNode;
  /** `primary`: the next step, at most one in sight; `plain`: everything else; `danger`: removes something. */
  readonly tone?: 'primary' | 'plain' | 'danger';
  readonly icon?: ReactNode;
  /** The key that does the same, such as `Ctrl Enter`. */
  readonly keys?: string;
  /** Dimmed like a disabled one, and keeps the focus: for a button that its own press dims. */
  readonly isDimmed?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button(props: ButtonProps): ReactNode {
  const { children, tone = 'plain', icon, keys, isDimmed = false, className, onClick, ...rest } = props;
  const classes = [styles['button'], styles[tone], className].filter(Boolean).join(' ');
  return (
    <button
      type="button"
      className={classes}
      aria-disabled={isDimmed ? true : undefined}
      onClick={isDimmed ? undefined : onClick}
      {...rest}
    >
      {icon}
      <span className={styles['label']}>{children}</span>
      {keys !== undefined && <KeyHint keys={keys} />}
    </button>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** Name for assistive technology, and the tooltip. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function IconButton({ label, icon, className, ...rest }: IconButtonProps): ReactNode {
  const classes = [styles['button'], styles['icon'], className].filter(Boolean).join(' ');
  return (
    <button type="button" className={classes} aria-label={label} title={label} {...rest}>
      {icon}
    </button>
  );
}
