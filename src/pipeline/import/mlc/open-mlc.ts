import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../../domain/io/byte-source.ts';
import type { Hashing } from '../../../domain/io/hashing.ts';
import type { LlamaArchitecture } from '../../../domain/model/architecture.ts';
import { builtModelId } from '../../../domain/model/catalog.ts';
import { deriveConfig, idOf } from '../../../domain/model/derive-config.ts';
import type { ModelConfig } from '../../../domain/model/model-config.ts';
import type { Quantization } from '../../../domain/model/quantization.ts';
import type { SourceHash } from './source-hash.ts';
import { readSmallFile } from '../../formats/read-file.ts';
import { CHAT_CONFIG, TOKENIZER } from '../../shards/model-files.ts';
import { planShards, type ShardPlan } from '../../shards/shard-plan.ts';
import { tokenizerFacts } from '../../shards/tokenizer-facts.ts';
import { MAX_TOKENIZER_BYTES } from '../../tokenizer/tokenizer-json.ts';
import { MLC_TENSOR_LISTS } from '../import-names.ts';
import { MAX_CHAT_CONFIG_BYTES, parseMlcChatConfig, type MlcChatConfig } from './chat-config-file.ts';
import { chatTemplateOf } from './conversation.ts';
import { matchTensors, type FoundTensor } from './match-tensors.ts';
import { MAX_TENSOR_LIST_BYTES, parseTensorList, type MlcShard } from './tensor-list.ts';

/** Digits of the hash that keep two folders of one name apart. */
const ID_DIGITS = 8;
/** What MLC's folders have at the end of their names beside the model's own. */
const NAME_TAIL = /[-_. ]*(?:mlc|zip|q\df(?:16|32)_[01])$/i;

/** An MLC folder whose description is sound: all that is needed to make a model of ours of it but its weights. */
export interface OpenedMlc {
  readonly modelId: string;
  readonly name: string;
  readonly config: ModelConfig;
  readonly quantization: Quantization;
  readonly plan: ShardPlan;
  readonly shards: readonly MlcShard[];
  readonly found: ReadonlyMap<string, FoundTensor>;
  readonly tokenizerJson: string;
  /** Of the small files, with their hashes. */
  readonly sources: readonly SourceHash[];
  /** Bytes of its weights as our shards will hold them. */
  readonly totalBytes: number;
}

/**
 * Reads what an MLC folder says about itself and holds it to what a Llama of that shape must be.
 * @param label the folder's or archive's name: MLC's files do not name their model
 * @throws ReadroomError `format/…`, `pipeline/…`, `library/no-end-token`
 */
export async function openMlc(
  files: FileSet,
  label: string,
  hashing: Hashing,
  signal?: AbortSignal,
): Promise<OpenedMlc> {
  const sources: SourceHash[] = [];
  const read = async (name: string, max: number): Promise<Uint8Array> => {
    const bytes = await readSmallFile(files, name, max, signal);
    sources.push({ name, bytes: bytes.length, sha256: await hashing.sha256(bytes) });
    return bytes;
  };
  const listName = MLC_TENSOR_LISTS.find((name) => files.open(name) !== null) ?? '';
  const chat = parseMlcChatConfig(await read(CHAT_CONFIG, MAX_CHAT_CONFIG_BYTES));
  const shards = parseTensorList(await read(listName, MAX_TENSOR_LIST_BYTES), listName);
  const architecture = withTie(chat.architecture, shards);
  const plan = planShards(architecture, chat.quantization);
  const found = matchTensors(plan, shards);
  for (const { path, nbytes } of shards) {
    const size = files.open(path)?.size;
    if (size === undefined) throw new ReadroomError('format/missing-file', path);
    if (size !== nbytes) throw new ReadroomError('format/truncated', `${path}: ${size} bytes, not ${nbytes}`);
  }
  if (files.open(TOKENIZER) === null) throw new ReadroomError('pipeline/missing-tokenizer', TOKENIZER);
  const tokenizerJson = utf8(await read(TOKENIZER, MAX_TOKENIZER_BYTES));
  const facts = tokenizerFacts(tokenizerJson, architecture.vocabSize);
  const chatTemplate = chatTemplateOf(chat, facts);
  if (chatTemplate === null) throw new ReadroomError('library/no-end-token', CHAT_CONFIG);

  const name = nameOf(label);
  const listHash = sources[1]?.sha256 ?? '';
  const config: ModelConfig = {
    ...deriveConfig(
      {
        format: 'safetensors',
        architecture,
        parameters: plan.weightCount,
        dtypes: [],
        files: [],
        bytes: plan.nbytes,
        tokenizer: 'file',
        name,
        licence: null,
      },
      null,
      chatTemplate,
    ),
    id: `${idOf(name)}-${listHash.slice(0, ID_DIGITS)}`,
  };
  return {
    modelId: builtModelId(config.id, chat.quantization),
    name,
    config,
    quantization: chat.quantization,
    plan,
    shards,
    found,
    tokenizerJson,
    sources,
    totalBytes: plan.nbytes + tokenizerJson.length,
  };
}

function withTie(
  architecture: MlcChatConfig['architecture'],
  shards: readonly MlcShard[],
): LlamaArchitecture {
  const hasHead = shards.some(({ tensors }) => tensors.some(({ name }) => name.startsWith('lm_head.')));
  return { ...architecture, tieWordEmbeddings: architecture.tieWordEmbeddings ?? !hasHead };
}

function nameOf(label: string): string {
  let name = label.trim();
  while (NAME_TAIL.test(name)) name = name.replace(NAME_TAIL, '');
  return name === '' ? 'MLC model' : name;
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ReadroomError('format/bad-tokenizer', `${TOKENIZER}: not UTF-8`);
  }
}
