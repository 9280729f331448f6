import { CircleAlert, CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { SENTENCES } from '../../domain/errors/catalog.ts';
import type { KnownAnswerResult } from '../../domain/model/model-details.ts';
import { Chip } from '../../ui/chip.tsx';
import { plural } from '../../ui/format.ts';
import styles from './install.module.css';
import type { AnswerState, JobOutcome } from './job.ts';

interface JobOutcomeTextProps {
  readonly outcome: JobOutcome;
  readonly answer: AnswerState;
}

/** What a job has brought, and whether it computes what it should here. */
export function JobOutcomeText({ outcome: { model, libraries }, answer }: JobOutcomeTextProps): ReactNode {
  const kept = plural(libraries.length, 'compiled library', 'compiled libraries');
  return (
    <div role="status" className={styles['stack']}>
      <Chip tone="good" icon={<CircleCheck aria-hidden="true" />}>
        {model === null ? `${kept} kept` : `Installed${libraries.length === 0 ? '' : `, with ${kept}`}`}
      </Chip>
      {model !== null && <KnownAnswer result={model.details.knownAnswer} answer={answer} />}
    </div>
  );
}

function KnownAnswer({
  result,
  answer,
}: {
  readonly result: KnownAnswerResult | null;
  readonly answer: AnswerState;
}): ReactNode {
  if (answer === 'asking' || result === null) {
    return <p className={styles['quiet']}>Known answer: {NOT_THERE[answer]}</p>;
  }
  if (result.outcome === 'passed') {
    return (
      <p className={styles['quiet']}>
        Known answer: right, {result.agreed} of {result.compared} clear choices the same, on the{' '}
        {result.engine === 'cpu' ? 'processor' : 'graphics card'}.
      </p>
    );
  }
  return (
    <Chip tone="warning" icon={<CircleAlert aria-hidden="true" />}>
      Known answer: wrong. {SENTENCES['engine/wrong-numbers']}
    </Chip>
  );
}

const NOT_THERE: Readonly<Record<AnswerState, string>> = {
  asking: 'being computed.',
  'too-large': 'not asked, too large beside the model in use; asked when you use it.',
  open: 'not asked yet; asked when the model is loaded.',
};
