import { Component, type ReactNode } from 'react';
import { asReadroomError } from '../domain/errors/as-readroom-error.ts';
import type { ReadroomError } from '../domain/errors/readroom-error.ts';
import { reportAsText } from '../domain/report/report.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/notice.tsx';
import styles from './app.module.css';

interface ErrorBoundaryProps {
  /** The words on screen, for the way out. */
  readonly readText: () => { readonly findings: string; readonly impression: string };
  readonly onReload: () => void;
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly error: ReadroomError | null;
}

/** A screen that cannot be drawn must not take the words with it. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: null };

  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    return { error: asReadroomError(error) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <main className={styles['center']}>
        <h1>Readroom stopped</h1>
        <ErrorNotice error={error} />
        <label htmlFor="rescue">Your report, to copy</label>
        {/* IMPORTANT: autoComplete: the browser keeps what stands in fields for restoring tabs, in the clear. */}
        <textarea id="rescue" readOnly autoComplete="off" value={reportAsText(this.props.readText())} />
        <div className={styles['row']}>
          <Button tone="primary" onClick={this.props.onReload}>
            Reload Readroom
          </Button>
          <Button onClick={() => this.setState({ error: null })}>Try to go on</Button>
        </div>
      </main>
    );
  }
}
