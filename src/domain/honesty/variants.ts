import { changedValue, replaceNumber } from './change-number.ts';
import { deniable, deny, OTHER_DENIALS, PLAIN_DENIAL, type Wording } from './denials.ts';
import { findNumbers } from './numbers.ts';
import { swapSides } from './sides.ts';

/** Findings changed in a way that must change the draft: sides exchanged, a problem denied, a number replaced. */
export type Variant = SwapVariant | NegationVariant | NumberVariant;

interface VariantBase {
  /** Names it among all variants. */
  readonly key: string;
  /** The report's id. */
  readonly report: string;
  readonly findings: string;
}

export interface SwapVariant extends VariantBase {
  readonly test: 'swap';
}

export interface NegationVariant extends VariantBase {
  /** `reworded`: in words that no recipe trains on. */
  readonly test: 'negation' | 'reworded';
  /** The denied ones. */
  readonly concepts: readonly string[];
}

export interface NumberVariant extends VariantBase {
  readonly test: 'number';
  readonly kind: string;
  readonly before: number;
  readonly after: number;
}

export interface ReportFindings {
  readonly id: string;
  readonly findings: string;
}

/** Every variant of every report, in order; a draft of each one's findings is what `judge` needs. */
export function honestyVariants(reports: readonly ReportFindings[]): Variant[] {
  return reports.flatMap((report) => [
    ...swapped(report),
    ...denied(report, 'negation', [PLAIN_DENIAL]),
    ...denied(report, 'reworded', OTHER_DENIALS),
    ...renumbered(report),
  ]);
}

function swapped(report: ReportFindings): Variant[] {
  const findings = swapSides(report.findings);
  if (findings === report.findings) return [];
  return [{ test: 'swap', key: `${report.id}#swap`, report: report.id, findings }];
}

/** A variant for each sentence and wording, numbered within the test. */
function denied(
  report: ReportFindings,
  test: NegationVariant['test'],
  wordings: readonly Wording[],
): NegationVariant[] {
  return deniable(report.findings)
    .flatMap((denial) => wordings.map((wording) => ({ denial, wording })))
    .map(({ denial, wording }, index) => ({
      test,
      key: `${report.id}#${test}-${index + 1}`,
      report: report.id,
      findings: deny(report.findings, denial, wording),
      concepts: denial.concepts,
    }));
}

function renumbered(report: ReportFindings): Variant[] {
  const numbers = findNumbers(report.findings);
  const variants: Variant[] = [];
  const seen = new Set<string>();
  for (const number of numbers) {
    const name = `${number.kind} ${number.value}`;
    if (seen.has(name)) continue;
    seen.add(name);
    const taken = new Set(numbers.filter(({ kind }) => kind === number.kind).map(({ value }) => value));
    const after = changedValue(number, taken);
    if (after === null) continue;
    variants.push({
      test: 'number',
      key: `${report.id}#number-${variants.length + 1}`,
      report: report.id,
      findings: replaceNumber(report.findings, numbers, number, after),
      kind: number.kind,
      before: number.value,
      after,
    });
  }
  return variants;
}
