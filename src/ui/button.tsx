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
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({ children, tone = 'plain', icon, keys, className, ...rest }: ButtonProps): ReactNode {
  const classes = [styles['button'], styles[tone], className].filter(Boolean).join(' ');
  return (
    <button type="button" className={classes} {...rest}>
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
