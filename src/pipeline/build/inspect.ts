import { MANIFEST } from '../../domain/model/manifest.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../domain/io/byte-source.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import { openBase } from '../formats/open-base.ts';
import type { WeightSource } from '../weight-source.ts';
import { inspectAdapter } from './inspect-adapter.ts';
import { JOURNAL } from './journal.ts';
import { readManifest, verifyModel } from './verify-model.ts';

export interface Inspection {
  readonly kind: 'built model' | 'unfinished model' | 'adapter' | 'base model' | 'unknown';
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** What is wrong with it, or null. */
  readonly problem: ReadroomError | null;
}

/** Says what some files are, by their names, and checks them as far as they can be checked alone. */
export async function inspectFiles(
  files: FileSet,
  hashing: Hashing,
  signal?: AbortSignal,
): Promise<Inspection> {
  if (files.names.includes(MANIFEST)) return inspectModel(files, hashing, signal);
  if (files.names.includes(JOURNAL)) return { kind: 'unfinished model', facts: [], problem: null };
  if (files.names.includes('adapter_config.json')) {
    return guarded('adapter', () => inspectAdapter(files, signal));
  }
  if (files.names.some((name) => /\.(?:gguf|safetensors|safetensors\.index\.json)$/.test(name))) {
    return guarded('base model', async () => baseFacts(await openBase(files, signal)));
  }
  return {
    kind: 'unknown',
    facts: [],
    problem: new ReadroomError('model/not-a-model', 'no known file name'),
  };
}

/** Turns an expected failure into a finding; anything else is a fault of ours and passes on. */
async function guarded(
  kind: Inspection['kind'],
  facts: () => Promise<Inspection['facts']>,
): Promise<Inspection> {
  try {
    return { kind, facts: await facts(), problem: null };
  } catch (error) {
    if (error instanceof ReadroomError) return { kind, facts: [], problem: error };
    throw error;
  }
}

async function inspectModel(files: FileSet, hashing: Hashing, signal?: AbortSignal): Promise<Inspection> {
  const read = await guarded('built model', async () => {
    const { manifest, manifestSha256 } = await readManifest(files, hashing);
    return [
      ['id', manifest.id],
      ['name', manifest.displayName],
      ['licence', manifest.licence],
      ['quantization', manifest.quantization],
      ['size', `${manifest.totalBytes} bytes in ${manifest.files.length} files`],
      ['base', manifest.base.files.map((file) => `${file.name} ${file.sha256}`).join(', ')],
      ['adapter', manifest.adapter?.files.map((file) => `${file.name} ${file.sha256}`).join(', ') ?? 'none'],
      ['manifest', manifestSha256],
    ];
  });
  if (read.problem !== null) return read;
  const verified = await guarded('built model', async () => {
    await verifyModel(files, hashing, signal === undefined ? {} : { signal });
    return [];
  });
  return { ...read, problem: verified.problem };
}

function baseFacts(base: WeightSource): Inspection['facts'] {
  const { architecture, tensors } = base;
  const weights = [...tensors.values()];
  const dtypes = [...new Set(weights.map((tensor) => tensor.dtype))].sort().join(', ');
  const count = weights.reduce(
    (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
    0,
  );
  return [
    ['format', base.format],
    ['parameters', `${(count / 1e6).toFixed(1)} million in ${weights.length} tensors (${dtypes})`],
    [
      'layers',
      `${architecture.layers} of ${architecture.hiddenSize}, feed-forward ${architecture.intermediateSize}`,
    ],
    [
      'heads',
      `${architecture.attentionHeads} of ${architecture.headDim}, ${architecture.keyValueHeads} key-value`,
    ],
    ['vocabulary', `${architecture.vocabSize}${architecture.tieWordEmbeddings ? ', tied' : ''}`],
    ['rope', `theta ${architecture.ropeTheta}${architecture.ropeScaling === null ? '' : ', llama3 scaling'}`],
    ['files', base.files.map((file) => file.name).join(', ')],
  ];
}
