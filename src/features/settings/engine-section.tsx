import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import {
  ENGINE_CHOICES,
  MAX_THREADS,
  type EngineChoice,
  type Settings,
} from '../../domain/settings/settings.ts';
import type { AdaptiveEngine } from '../../platform/engine/adaptive/adaptive-engine-port.ts';
import type { EngineProbe } from '../../platform/engine/engine-port.ts';
import { describeEngine } from '../../ui/describe-engine.ts';
import { plural } from '../../ui/format.ts';
import styles from './settings.module.css';

interface EngineSectionProps {
  readonly settings: Settings;
  readonly onChange: (change: Partial<Settings>) => void;
  readonly engine: Pick<AdaptiveEngine, 'probeAll'>;
  /** The engine that drafts now; null while none is loaded. */
  readonly running: EngineProbe | null;
  /** Logical processors: more threads than that only get in each other's way. */
  readonly processors: number;
  /** Why more than one thread cannot be used; null when it can. */
  readonly threadsLimit: string | null;
}

const CHOICE_NAMES: Record<EngineChoice, string> = {
  auto: 'Automatic',
  webgpu: 'Graphics card (WebGPU)',
  cpu: 'Processor (CPU)',
};

const CHOICE_EXPLAINED: Record<EngineChoice, string> = {
  auto: 'The graphics card where it can run the model and computes it rightly, else the processor.',
  webgpu:
    'The graphics card, also a slow one. If it cannot run the model, nothing is drafted and a message says why. If it computes wrongly or keeps failing, the processor drafts.',
  cpu: 'The processor, even where there is a graphics card. Slower, and the same model.',
};

/** Where drafts are computed: the choice, what this machine has, and what runs now. */
export function EngineSection(props: EngineSectionProps): ReactNode {
  const { settings, onChange, engine, running, processors, threadsLimit } = props;
  const overview = useQuery({ queryKey: ['engines'], queryFn: () => engine.probeAll() });
  const note = running?.note ?? null;
  const threads = Array.from(
    { length: Math.min(MAX_THREADS, Math.max(1, processors)) },
    (_, index) => index + 1,
  );
  return (
    <section className={styles['section']} aria-labelledby="engine-title">
      <h3 id="engine-title">Drafting engine</h3>
      <div className={styles['field']}>
        <label htmlFor="engine">Drafts run on</label>
        <select
          id="engine"
          value={settings.engine}
          aria-describedby="engine-explained"
          onChange={(event) =>
            onChange({
              engine: ENGINE_CHOICES.find((choice) => choice === event.target.value) ?? 'auto',
            })
          }
        >
          {ENGINE_CHOICES.map((choice) => (
            <option key={choice} value={choice}>
              {CHOICE_NAMES[choice]}
            </option>
          ))}
        </select>
      </div>
      <p id="engine-explained" className={styles['quiet']}>
        {CHOICE_EXPLAINED[settings.engine]}
      </p>
      <div className={styles['field']}>
        <label htmlFor="threads">Processor threads</label>
        <select
          id="threads"
          value={settings.threads ?? ''}
          disabled={threadsLimit !== null}
          aria-describedby={threadsLimit === null ? undefined : 'threads-limit'}
          onChange={(event) =>
            onChange({ threads: event.target.value === '' ? null : Number(event.target.value) })
          }
        >
          <option value="">Automatic</option>
          {threads.map((count) => (
            <option key={count} value={count}>
              {count}
            </option>
          ))}
        </select>
      </div>
      {threadsLimit !== null && (
        <p id="threads-limit" className={styles['quiet']}>
          {threadsLimit}
        </p>
      )}
      <dl className={styles['facts']}>
        <div>
          <dt>Graphics card here</dt>
          <dd>{overview.data === undefined ? 'looking' : describeCard(overview.data.webgpu)}</dd>
        </div>
        <div>
          <dt>Processor here</dt>
          <dd>{overview.data === undefined ? 'looking' : describeProcessor(overview.data.cpu)}</dd>
        </div>
        <div>
          <dt>Drafts now</dt>
          <dd>{running === null ? 'not loaded' : describeEngine(running)}</dd>
        </div>
      </dl>
      {note !== null && note !== overview.data?.webgpu.reason && <p className={styles['quiet']}>{note}</p>}
    </section>
  );
}

function describeCard({ available, device, compute, reason }: EngineProbe): string {
  const facts = [device, compute === null ? null : `computes in ${compute}`].filter((fact) => fact !== null);
  if (!available) return [...facts, reason ?? 'not usable'].join(': ');
  return facts.length === 0 ? 'usable' : facts.join(', ');
}

function describeProcessor({ available, threads, reason }: EngineProbe): string {
  if (!available) return reason ?? 'not usable';
  return threads === null ? 'usable' : `drafts with ${plural(threads, 'thread')}`;
}
