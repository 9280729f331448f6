import { CircleAlert, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ErrorCode } from '../domain/errors/catalog.ts';
import { SENTENCES } from '../domain/errors/catalog.ts';
import styles from './notice.module.css';

interface NoticeProps {
  readonly tone?: 'danger' | 'warning';
  readonly children: ReactNode;
  /** One action, two where a person has to choose. */
  readonly actions?: ReactNode;
  /** For support: a code, and names and sizes; never report text. */
  readonly details?: string;
}

/** Trouble, said once, near where it arose. */
export function Notice({ tone = 'danger', children, actions, details }: NoticeProps): ReactNode {
  const Icon = tone === 'danger' ? CircleAlert : TriangleAlert;
  return (
    <div className={[styles['notice'], styles[tone]].join(' ')} role="alert">
      <Icon className={styles['icon']} aria-hidden="true" />
      <div className={styles['body']}>
        <p>{children}</p>
        {details !== undefined && (
          <details>
            <summary>Details</summary>
            <code>{details}</code>
          </details>
        )}
      </div>
      {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
    </div>
  );
}

interface ErrorNoticeProps {
  readonly error: { readonly code: ErrorCode; readonly detail: string };
  readonly actions?: ReactNode;
}

export function ErrorNotice({ error, actions }: ErrorNoticeProps): ReactNode {
  return (
    <Notice details={error.detail === '' ? error.code : `${error.code}: ${error.detail}`} actions={actions}>
      {SENTENCES[error.code]}
    </Notice>
  );
}
