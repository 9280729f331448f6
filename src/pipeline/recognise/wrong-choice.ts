import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { showAll } from '../formats/failure.ts';

const ADAPTER_FILE = /^adapter_(?:config\.json|model\.(?:safetensors|bin))$/;
const WEIGHTS = /\.(?:gguf|safetensors)$/i;
const SPLIT_GGUF = /-\d{5}-of-(?!00001)\d{5}\.gguf$/i;
const PICKLED = /\.(?:bin|pt|pth|ckpt|pkl)$/i;
const FOREIGN = /\.(?:onnx|onnx_data|h5|tflite|mlmodel|mlpackage|npz|nemo|pdparams|engine|msgpack)$/i;
const FINISHED = /^(?:mlc-chat-config\.json|tensor-cache\.json|ndarray-cache\.json|params_shard_0\.bin)$/;
const INDEX = 'model.safetensors.index.json';

/** Why these names cannot be a base, where the names alone tell it better than a parser could; else null. */
export function wrongBase(names: readonly string[]): ReadroomError | null {
  const finished = names.filter((name) => FINISHED.test(name));
  if (finished.length > 0) return new ReadroomError('library/finished-model', showAll(finished));
  const weights = names.filter((name) => isTop(name) && WEIGHTS.test(name) && !ADAPTER_FILE.test(name));
  const ggufs = weights.filter((name) => /\.gguf$/i.test(name));
  const split = ggufs.filter((name) => SPLIT_GGUF.test(name));
  if (split.length > 0) return new ReadroomError('library/split-gguf', showAll(split));
  if (ggufs.length > 1) return new ReadroomError('library/several-bases', showAll(ggufs));
  if (weights.length > 0) return null;
  const adapter = names.filter((name) => ADAPTER_FILE.test(name));
  if (adapter.length > 0) return new ReadroomError('library/adapter-as-base', showAll(adapter));
  if (names.includes(INDEX)) return new ReadroomError('format/missing-file', `the files that ${INDEX} names`);
  return neither(names, WEIGHTS);
}

/** Why these names cannot be an adapter; null when they may be one. */
export function wrongAdapter(names: readonly string[]): ReadroomError | null {
  if (names.includes('adapter_model.safetensors')) return null;
  if (names.includes('adapter_model.bin'))
    return new ReadroomError('library/pickled-weights', 'adapter_model.bin');
  if (names.includes('adapter_config.json')) return null;
  const base = names.filter(
    (name) => isTop(name) && (WEIGHTS.test(name) || name === 'config.json' || name === INDEX),
  );
  if (base.length > 0) return new ReadroomError('library/base-as-adapter', showAll(base));
  return neither(names, /(?:^|\/)adapter_(?:config\.json|model\.safetensors)$/);
}

/** @param wanted what would have been right, had it lain at the top */
function neither(names: readonly string[], wanted: RegExp): ReadroomError {
  const deeper = names.filter((name) => !isTop(name) && wanted.test(name));
  if (deeper.length > 0) return new ReadroomError('library/deeper-folder', showAll(deeper));
  const pickled = names.filter((name) => PICKLED.test(name));
  if (pickled.length > 0) return new ReadroomError('library/pickled-weights', showAll(pickled));
  const foreign = names.filter((name) => FOREIGN.test(name));
  if (foreign.length > 0) return new ReadroomError('library/other-format', showAll(foreign));
  return new ReadroomError('library/nothing-here', names.length === 0 ? 'no file' : showAll(names));
}

function isTop(name: string): boolean {
  return !name.includes('/');
}
