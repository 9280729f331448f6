import { CircleAlert, CircleDashed, EyeOff, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { channelOf } from '../../domain/privacy/channels.ts';
import type { ChannelResult } from '../../domain/privacy/self-test.ts';
import type { Verdict } from '../../domain/privacy/verdict.ts';
import { PLACE_NAMES } from '../../domain/privacy/words.ts';
import styles from './privacy-page.module.css';
import { ScrollTable } from './scroll-table.tsx';

const WORDS: Readonly<Record<Verdict['kind'], string>> = {
  blocked: 'Blocked',
  leaked: 'Leaked',
  unseen: 'Not observable here',
  untried: 'Not tried',
};

const ICONS = { blocked: ShieldCheck, leaked: CircleAlert, unseen: EyeOff, untried: CircleDashed } as const;

/** Every way out with what became of it, the rule or the reason, and when; what leaked stands first. */
export function ResultsTable({ results }: { readonly results: readonly ChannelResult[] }): ReactNode {
  return (
    <ScrollTable label="Results of the self-test">
      <thead>
        <tr>
          <th scope="col">Way out</th>
          <th scope="col">From</th>
          <th scope="col">Outcome</th>
          <th scope="col">Rule or reason</th>
          <th scope="col" className={styles['number']}>
            Time
          </th>
        </tr>
      </thead>
      <tbody>
        {leakedFirst(results).map((result) => (
          <Row key={`${result.place} ${result.channel}`} result={result} />
        ))}
      </tbody>
    </ScrollTable>
  );
}

function Row({ result }: { readonly result: ChannelResult }): ReactNode {
  const { channel, place, verdict, at, ms } = result;
  const Icon = ICONS[verdict.kind];
  return (
    <tr data-verdict={verdict.kind}>
      <th scope="row">{channelOf(channel).name}</th>
      <td className={styles['place']}>{PLACE_NAMES[place]}</td>
      <td>
        <span className={styles['verdict']}>
          <Icon aria-hidden="true" />
          {WORDS[verdict.kind]}
        </span>
      </td>
      <td>{verdict.kind === 'blocked' ? <code>{verdict.rule}</code> : <span>{verdict.why}</span>}</td>
      <td className={styles['number']}>{verdict.kind === 'untried' ? '' : `${timeOfDay(at)}, ${ms} ms`}</td>
    </tr>
  );
}

const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

function timeOfDay(ms: number): string {
  return TIME.format(ms);
}

/** In a long table, the one row that matters must not be looked for. */
function leakedFirst(results: readonly ChannelResult[]): readonly ChannelResult[] {
  const leaked = results.filter(({ verdict }) => verdict.kind === 'leaked');
  return [...leaked, ...results.filter(({ verdict }) => verdict.kind !== 'leaked')];
}
