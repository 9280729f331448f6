import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../domain/io/byte-source.ts';
import type { WeightSource } from '../weight-source.ts';
import { showAll } from './failure.ts';
import { openGgufBase } from './gguf/open-gguf-base.ts';
import { requireFile } from './read-file.ts';
import { openSafetensorsBase } from './safetensors/open-safetensors-base.ts';
import type { Decoders } from './tensor-source.ts';

/**
 * Opens whatever base was given: one `.gguf` file, or a folder with config.json and safetensors.
 * @throws ReadroomError `format/…`
 */
export async function openBase(
  files: FileSet,
  signal?: AbortSignal,
  decoders?: Decoders,
): Promise<WeightSource> {
  if (files.names.some((name) => name.endsWith('.safetensors')))
    return openSafetensorsBase(files, signal, decoders);
  const [gguf, ...others] = files.names.filter((name) => name.toLowerCase().endsWith('.gguf'));
  if (gguf === undefined) throw new ReadroomError('format/unrecognised', 'neither .safetensors nor .gguf');
  if (others.length > 0) {
    throw new ReadroomError('format/unrecognised', `several GGUF files: ${showAll([gguf, ...others])}`);
  }
  return openGgufBase(requireFile(files, gguf), signal, decoders);
}
