import { ShieldAlert, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Enforcement, Layer, LayerState } from '../../domain/privacy/enforcement.ts';
import styles from './enforcement-summary.module.css';

const NAMES: Readonly<Record<Layer, string>> = {
  allowlist: 'List of allowed connections',
  'content-policy': 'Content policy',
  isolation: 'Isolation from other pages',
};

const CAUSES: Readonly<Record<NonNullable<LayerState['cause']>, string>> = {
  'not-sent': 'The server does not send it.',
  weaker: 'The server sends a weaker one.',
  'not-for-workers': 'The server sends it with the page, but not as strict with the scripts of its workers.',
  'not-enforced': 'This browser does not act on it.',
};

/** What is left open, and what has to hold in its place. */
const INSTEAD: Readonly<Record<Layer, string>> = {
  allowlist:
    'Readroom sends nothing, but a link, a peer connection or the lookup of a name would not be stopped by the browser. The firewall of your site, or a managed Chrome or Edge from version 152, has to do that.',
  'content-policy':
    'Readroom sends nothing, but the browser would not stop it. The firewall of your site has to; whoever runs the server finds the headers in deploy/.',
  isolation:
    'Another page in this browser could share a process with Readroom. Keep other sites closed, or use a browser profile for Readroom alone.',
};

/** Each layer that keeps findings in, whether the browser enforces it, and what carries the guarantee where it does not. */
export function EnforcementSummary({ enforcement }: { readonly enforcement: Enforcement }): ReactNode {
  return (
    <ul className={styles['layers']}>
      {enforcement.layers.map(({ layer, state, cause }) => (
        <li key={layer} className={styles[state]}>
          {state === 'enforced' ? <ShieldCheck aria-hidden="true" /> : <ShieldAlert aria-hidden="true" />}
          <div>
            <strong>{NAMES[layer]}</strong>: {state === 'enforced' ? 'enforced' : 'missing'}.
            {cause !== null && (
              <p>
                {CAUSES[cause]} {INSTEAD[layer]}
              </p>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
