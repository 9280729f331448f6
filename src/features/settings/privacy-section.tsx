import { ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import styles from './settings.module.css';

/** The way to the page that tells and proves where everything stays. */
export function PrivacySection({ onOpen }: { readonly onOpen: () => void }): ReactNode {
  return (
    <section className={styles['section']} aria-labelledby="privacy-section-title">
      <h3 id="privacy-section-title">Privacy</h3>
      <p className={styles['quiet']}>
        What is stored where, a self-test of every way out, every request, and evidence for a reviewer.
      </p>
      <div className={styles['row']}>
        <Button icon={<ShieldCheck aria-hidden="true" />} onClick={onOpen}>
          Open the Privacy page
        </Button>
      </div>
    </section>
  );
}
