import { parseArgs } from 'node:util';
import { InputError } from './read-reports.ts';

export interface EvaluateOptions {
  readonly data: string;
  readonly limit: number | null;
  readonly out: string | null;
  readonly engine: 'cpu' | 'webgpu';
  readonly model: string | null;
  readonly train: string | null;
  readonly threads: number | null;
  /** Where the figures go as a file that the Model library takes. */
  readonly summary: string | null;
}

export const USAGE = `npm run evaluate -- --data FILE.jsonl [--limit N] [--out FILE] [--engine cpu|webgpu]
                    [--model ID] [--train FILE.jsonl] [--threads N] [--summary FILE.json]

Drafts the impression of every report with the built app's own engine in headless Chromium and prints ROUGE
beside the constant answer (and, with --train, beside the nearest training report).
With --engine webgpu it drafts on this machine's graphics card, or on one in software where there is none.
With --summary the model's figures are also written as a file that the Model library adds to its provenance sheet.
An --out file that already holds predictions is continued.`;

/** @throws InputError in one sentence */
export function parseOptions(args: readonly string[]): EvaluateOptions {
  let values: Record<string, string | undefined>;
  try {
    const text = { type: 'string' } as const;
    values = parseArgs({
      args: [...args],
      options: {
        data: text,
        limit: text,
        out: text,
        engine: text,
        model: text,
        train: text,
        threads: text,
        summary: text,
      },
    }).values;
  } catch (error) {
    throw new InputError(`${(error as Error).message}\n\n${USAGE}`);
  }
  const data = values['data'];
  if (data === undefined) throw new InputError(`--data is missing.\n\n${USAGE}`);
  const engine = values['engine'] ?? 'cpu';
  if (engine !== 'cpu' && engine !== 'webgpu') throw new InputError('--engine is cpu or webgpu.');
  return {
    data,
    limit: positiveInteger('--limit', values['limit']),
    out: values['out'] ?? null,
    engine,
    model: values['model'] ?? null,
    train: values['train'] ?? null,
    threads: positiveInteger('--threads', values['threads']),
    summary: values['summary'] ?? null,
  };
}

function positiveInteger(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InputError(`${name} takes a whole number from 1.`);
  return value;
}
