import type { Rate } from '../../src/domain/honesty/rates.ts';
import type { Interval } from '../../src/domain/metrics/bootstrap.ts';
import { ROUGE_NAMES } from '../../src/domain/metrics/rouge.ts';
import type { ViewScores } from '../../src/domain/metrics/view-scores.ts';
import { HONESTY_MEASURES, type HonestyMeasure } from '../../src/domain/model/model-details.ts';
import type { EvaluationResult } from './evaluation-result.ts';
import type { Table } from './table.ts';

const METRICS = ['ROUGE-1', 'ROUGE-2', 'ROUGE-L'];

/** ROUGE F1 × 100 with 95 % bootstrap intervals, each system on each view of the reports. */
export function scoreTable({ systems }: Pick<EvaluationResult, 'systems'>): Table {
  return { head: ['reports', 'system', ...METRICS], rows: byView(systems, ({ name }) => name, percentCell) };
}

/** The same of paired differences. */
export function differenceTable({ differences }: Pick<EvaluationResult, 'differences'>): Table {
  const name = (of: { name: string; against: string }): string => `${of.name} less ${of.against}`;
  return { head: ['reports', 'difference', ...METRICS], rows: byView(differences, name, signedCell) };
}

const MEASURE_WORDS: Readonly<Record<HonestyMeasure, string>> = {
  swap: 'sides exchanged: followed',
  swapSides: 'sides exchanged: followed, whatever they are said of',
  negation: 'problem denied: gone',
  number: 'number changed: followed',
  unsupported: 'states a problem without ground',
  speculative: 'suspects a problem without ground',
  denied: 'denies a stated problem',
  wrongSide: 'names a wrong side',
  wrongNumber: 'holds a number that the findings do not',
  omitted: 'leaves out a stated problem',
  marks: 'prints XXXX or the like',
  copied: 'holds what only an example does',
  exampleSides: 'sides exchanged in the examples alone: followed',
  exampleNumbers: 'numbers changed in the examples alone: followed',
};

/** Shares with their counts and 95 % intervals; the first four are the better the higher, the others the lower. */
export function honestyTable({ honesty }: Pick<EvaluationResult, 'honesty'>): Table {
  return {
    head: ['', ...honesty.map(({ name }) => name)],
    rows: HONESTY_MEASURES.map((measure) => [
      MEASURE_WORDS[measure],
      ...honesty.map(({ rates }) => rateCell(rates[measure])),
    ]),
  };
}

/** What the figures of models with canonical sides do not say; null where there is none. */
export function sidesNote({ systems }: Pick<EvaluationResult, 'systems'>): string | null {
  const told = systems.flatMap(({ name, views, run }) => {
    if (run?.sides?.read !== 'canonical') return [];
    const { exchanged, unsure } = run.sides;
    return [
      `${name}: ${exchanged} of ${views[0]?.reports ?? 0} exchanged, ${unsure} never because a side is unsure`,
    ];
  });
  if (told.length === 0) return null;
  return `Canonical sides (${told.join('; ')}): findings and their mirror image are one prompt, so the rows of sides exchanged, in the examples too, are passed by construction and say nothing about the adapter. Its own rates are those with sides as written.`;
}

/** What the drafts of each run cost. */
export function costTable({ systems }: Pick<EvaluationResult, 'systems'>): Table {
  const rows = systems.flatMap(({ name, run }) => {
    if (run === null) return [];
    const { cost } = run;
    return [
      [
        name,
        run.engine,
        `${cost.stopped} / ${cost.cut} / ${cost.failed}`,
        cost.marked.toString(),
        `${cost.promptTokens.toFixed(1)} (${cost.reusedTokens.toFixed(1)})`,
        `${cost.impressionTokens.toFixed(1)} (${cost.verifiedTokens.toFixed(1)})`,
        cost.examples.toFixed(1),
        Math.round(cost.firstTokenMs).toString(),
        Math.round(cost.draftMs).toString(),
        cost.decodedPerSecond.toFixed(1),
        cost.minutes.toFixed(1),
      ],
    ];
  });
  return {
    head: [
      'system',
      'engine',
      'drafts ended / cut / failed',
      'with XXXX',
      'prompt tokens (reused)',
      'impression tokens (verified)',
      'examples',
      'first token, ms',
      'draft, ms',
      'decoded tokens/s',
      'minutes',
    ],
    rows,
  };
}

/** By line: whoever has the data can look them up. */
export function worstTable({ worst }: Pick<EvaluationResult, 'worst'>): Table {
  return {
    head: ['line', ...METRICS, 'abnormal', 'flagged'],
    rows: worst.map((output) => [
      output.id === undefined ? output.line.toString() : `${output.line} (${output.id})`,
      ...ROUGE_NAMES.map((name) => (100 * output[name]).toFixed(1)),
      output.abnormal ? 'yes' : 'no',
      output.flags.length === 0 ? '-' : output.flags.join(', '),
    ]),
  };
}

function byView<Row extends { readonly views: readonly ViewScores[] }>(
  systems: readonly Row[],
  nameOf: (row: Row) => string,
  cell: (interval: Interval) => string,
): string[][] {
  const views = systems[0]?.views ?? [];
  return views.flatMap(({ name, reports }, index) =>
    systems.map((system) => [
      `${name} (${reports})`,
      nameOf(system),
      ...ROUGE_NAMES.map((metric) => {
        const interval = system.views[index]?.rouge[metric];
        return interval === undefined ? '-' : cell(interval);
      }),
    ]),
  );
}

/** `61.0 (58.2–63.9)` */
function percentCell({ mean, low, high }: Interval): string {
  return `${percent(mean)} (${percent(low)}–${percent(high)})`;
}

/** `-0.5 (-1.2 to +0.2)` */
function signedCell({ mean, low, high }: Interval): string {
  return `${signed(mean)} (${signed(low)} to ${signed(high)})`;
}

/** `95.4 % (62 of 65; 87.3–98.4)` */
function rateCell(found: Rate | null): string {
  if (found === null) return '-';
  const { count, of, rate, low, high } = found;
  return `${percent(rate)} % (${count} of ${of}; ${percent(low)}–${percent(high)})`;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

function signed(share: number): string {
  const text = percent(share);
  return text.startsWith('-') || Number(text) === 0 ? text.replace(/^-(0\.0)$/, '$1') : `+${text}`;
}
