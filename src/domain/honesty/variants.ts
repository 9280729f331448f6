import { changedValue, replaceNumber } from './change-number.ts';
import { CONCEPTS, supports } from './lexicon.ts';
import { findMentions, type Mention } from './mentions.ts';
import { findNumbers } from './numbers.ts';
import { swapSides } from './sides.ts';
import { sentences } from './tokens.ts';

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
  readonly test: 'negation';
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

/** A sentence with more problems than this would turn into a list that no radiologist writes. */
const MAX_DENIED = 3;

/** Nobody writes "No sternotomy": hardware and old surgery are told when they are there. */
const NEVER_DENIED = 'device';

/** Every variant of every report, in order; a draft of each one's findings is what `judge` needs. */
export function honestyVariants(reports: readonly ReportFindings[]): Variant[] {
  return reports.flatMap((report) => [...swapped(report), ...denied(report), ...renumbered(report)]);
}

/** Those that say a problem is there, or may be. */
export function claimed(mentions: readonly Mention[]): Mention[] {
  return mentions.filter(({ assertion }) => assertion === 'affirmed' || assertion === 'uncertain');
}

function swapped(report: ReportFindings): Variant[] {
  const findings = swapSides(report.findings);
  if (findings === report.findings) return [];
  return [{ test: 'swap', key: `${report.id}#swap`, report: report.id, findings }];
}

/** Each sentence that claims problems, replaced by "No A, B or C.", unless the rest still carries one of them. */
function denied(report: ReportFindings): Variant[] {
  const all = claimed(findMentions(report.findings));
  const variants: Variant[] = [];
  for (const sentence of [...new Set(all.map((mention) => mention.sentence))].sort((a, b) => a - b)) {
    const inside = all.filter((mention) => mention.sentence === sentence);
    const concepts = [...new Set(inside.map(({ concept }) => concept))];
    const rest = all.filter((mention) => mention.sentence !== sentence).map(({ concept }) => concept);
    if (
      concepts.length > MAX_DENIED ||
      concepts.some((concept) => CONCEPTS.get(concept)?.category === NEVER_DENIED || supports(rest, concept))
    ) {
      continue;
    }
    const names = concepts.map((concept) => CONCEPTS.get(concept)?.name ?? concept);
    variants.push({
      test: 'negation',
      key: `${report.id}#negation-${variants.length + 1}`,
      report: report.id,
      findings: replaceSentence(report.findings, sentence, `No ${listed(names)}`),
      concepts,
    });
  }
  return variants;
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

function replaceSentence(text: string, number: number, replacement: string): string {
  const sentence = sentences(text)[number];
  const [first] = sentence ?? [];
  const last = sentence?.at(-1);
  if (first === undefined || last === undefined) return text;
  return text.slice(0, first.start) + replacement + text.slice(last.end);
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}
