import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../../domain/io/byte-source.ts';
import type { LlamaArchitecture } from '../../../domain/model/architecture.ts';
import { unwrap } from '../../../domain/result.ts';
import type { Adapter, LoraPair, StoredPair, StoredRows } from '../../weight-source.ts';
import { sameShape } from '../check-tensors.ts';
import { readSmallFile, requireFile } from '../read-file.ts';
import { readSafetensors } from '../safetensors/read-tensors.ts';
import { readTensor, storedRows, type StoredTensor } from '../tensor-source.ts';
import { MAX_ADAPTER_CONFIG_BYTES, parseAdapterConfig } from './adapter-config.ts';
import { planAdapter, type PlannedPair } from './adapter-plan.ts';
import { checkLeftovers } from './leftover-tensors.ts';

const CONFIG = 'adapter_config.json';
const WEIGHTS = 'adapter_model.safetensors';
const PREFIX = 'base_model.model.';

/**
 * Reads adapter_config.json and the header of adapter_model.safetensors and checks them against the base's
 * architecture: exactly the tensors that the config promises for this base must be there, with the shapes of this base.
 * @throws ReadroomError `format/…`
 */
export async function openAdapter(
  files: FileSet,
  architecture: LlamaArchitecture,
  signal?: AbortSignal,
): Promise<Adapter> {
  const config = unwrap(
    parseAdapterConfig(await readSmallFile(files, CONFIG, MAX_ADAPTER_CONFIG_BYTES, signal)),
  );
  if (files.open(WEIGHTS) === null && files.names.includes('adapter_model.bin')) {
    throw new ReadroomError(
      'format/unsupported-adapter',
      'adapter_model.bin is a pickle; save it as safetensors',
    );
  }
  const source = requireFile(files, WEIGHTS);
  const plan = unwrap(planAdapter(config, architecture));
  const found = await readSafetensors(source, signal);

  const left = new Map(found);
  const take = (name: string, shape: readonly number[]): StoredTensor => {
    left.delete(name);
    return requireTensor(found, name, shape);
  };
  const wanted = plan.pairs.map((pair) => ({
    pair,
    a: take(`${PREFIX}${pair.module}.lora_A.weight`, [pair.rank, pair.columns]),
    b: take(`${PREFIX}${pair.module}.lora_B.weight`, [pair.rows, pair.rank]),
  }));
  const saved = plan.replacements.map(({ name, shape }) => ({ name, tensor: take(PREFIX + name, shape) }));
  await checkLeftovers(left, found, plan, PREFIX, signal);

  const pairs = new Map<string, StoredPair>();
  for (const { pair, a, b } of wanted) pairs.set(`${pair.module}.weight`, storedPair(pair, a, b));
  const replacements = new Map<string, StoredRows>();
  for (const { name, tensor } of saved) replacements.set(name, storedRows(tensor));
  const read = [requireFile(files, CONFIG), source].map(({ name, size }) => ({ name, size }));
  return { pairs, replacements, files: read };
}

function storedPair(pair: PlannedPair, a: StoredTensor, b: StoredTensor): StoredPair {
  const { rank, rows, columns, scale } = pair;
  return {
    rank,
    rows,
    columns,
    scale,
    async read(signal): Promise<LoraPair> {
      return { rank, rows, columns, scale, a: await readTensor(a, signal), b: await readTensor(b, signal) };
    },
  };
}

function requireTensor(
  found: ReadonlyMap<string, StoredTensor>,
  name: string,
  shape: readonly number[],
): StoredTensor {
  const tensor = found.get(name);
  if (tensor === undefined) throw new ReadroomError('format/missing-tensor', `${WEIGHTS}: ${name}`);
  if (!sameShape(tensor.shape, shape)) {
    const detail = `${name} is [${tensor.shape.join(', ')}], not [${shape.join(', ')}]`;
    throw new ReadroomError('format/adapter-mismatch', detail);
  }
  return tensor;
}
