import { ReadroomError } from '../domain/errors/readroom-error.ts';
import type { FileSet } from '../domain/io/byte-source.ts';
import type { Hashing } from '../domain/io/hashing.ts';
import type { BlockConverter } from '../pipeline/build/block-converter.ts';
import { localHasher, type FileHash } from '../pipeline/build/file-hasher.ts';
import { createLocalConverter } from '../pipeline/build/local-converter.ts';
import { openBase } from '../pipeline/formats/open-base.ts';
import { openAdapter } from '../pipeline/formats/peft/open-adapter.ts';
import { SCALAR_KERNELS } from '../pipeline/kernels/kernels.ts';
import { createSimdKernels } from '../pipeline/kernels/simd-kernels.ts';
import { mergedSource } from '../pipeline/merge/merged-source.ts';
import { planShards } from '../pipeline/shards/shard-plan.ts';
import type { NamedFile } from '../platform/files/chosen-files.ts';
import { CONVERT_BLOCK_WEIGHTS } from './convert-pool.ts';
import { transferring, type RpcHandlers } from './rpc-server.ts';
import type { ConvertInputs, HashedInput } from './rpc.ts';

export interface ConvertHandlersOptions {
  readonly openFiles: (files: readonly NamedFile[]) => FileSet;
  readonly hashing: Hashing;
}

/**
 * The calls of a conversion worker: it reads the same files as the others and makes row blocks of the merged, quantized
 * model. It holds headers, one or two prepared LoRA pairs and the blocks that are under way: no tensor, no shard.
 */
export function createConvertHandlers({ openFiles, hashing }: ConvertHandlersOptions): RpcHandlers {
  let inputs: ConvertInputs | null = null;
  let converter: Promise<BlockConverter> | null = null;
  const hashes = new Map<string, Promise<FileHash>>();

  const opened = (): ConvertInputs => {
    if (inputs === null) throw new ReadroomError('app/unexpected', 'no inputs');
    return inputs;
  };

  const filesOf = (set: HashedInput['set']): FileSet => {
    const files = opened()[set];
    if (files === null) throw new ReadroomError('app/unexpected', 'no adapter');
    return openFiles(files);
  };

  const openConverter = async (): Promise<BlockConverter> => {
    const { architecture, quantization, adapter } = opened();
    const kernels = (await createSimdKernels()) ?? SCALAR_KERNELS;
    const base = await openBase(filesOf('base'), undefined, kernels.decoders);
    const lora = adapter === null ? null : await openAdapter(filesOf('adapter'), architecture);
    const plan = planShards(architecture, quantization);
    return createLocalConverter(
      plan,
      quantization,
      mergedSource(base, lora, (pair) => kernels.prepareUpdate(pair)),
      {
        blockWeights: CONVERT_BLOCK_WEIGHTS,
        kernels,
      },
    );
  };

  const hashOf = ({ set, name }: HashedInput): Promise<FileHash> => {
    const key = `${set}/${name}`;
    const known = hashes.get(key);
    if (known !== undefined) return known;
    const hash = localHasher(filesOf(set), hashing).open(name);
    hashes.set(key, hash);
    return hash;
  };

  return {
    'convert/open': (request) => {
      inputs = request;
      converter = null;
      hashes.clear();
      return Promise.resolve(null);
    },
    'convert/block': async ({ job, reuse }, { signal }) => {
      converter ??= openConverter();
      const own = await converter;
      if (reuse !== null) own.release({ buffer: reuse, weightBytes: 0, scaleBytes: 0 });
      const block = await own.convert(job, signal);
      return transferring(block, [block.buffer]);
    },
    'convert/hash': async (request, { signal }) => {
      const hash = await hashOf(request);
      await hash.update(request.offset, request.length, signal);
      return null;
    },
    'convert/digest': async (request) => {
      const hash = await hashOf(request);
      hashes.delete(`${request.set}/${request.name}`);
      return hash.digest();
    },
  };
}
