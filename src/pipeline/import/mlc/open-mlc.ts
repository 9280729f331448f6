import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../../domain/io/byte-source.ts';
import type { Hashing } from '../../../domain/io/hashing.ts';
import type { LlamaArchitecture } from '../../../domain/model/architecture.ts';
import { builtModelId } from '../../../domain/model/catalog.ts';
import { deriveConfig, idOf } from '../../../domain/model/derive-config.ts';
import type { ChatTemplate, ModelConfig } from '../../../domain/model/model-config.ts';
import type { Quantization } from '../../../domain/model/quantization.ts';
import { DEFAULT_SYSTEM_MESSAGE } from '../../../domain/prompt/chat-templates.ts';
import { outputBytes } from '../../build/output-size.ts';
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

/** Digits of the list's hash that keep two folders of one name apart: with MD5 sums in it, the list tells their weights. */
const ID_DIGITS = 8;
/** What MLC's folders have at the end of their names beside the model's own. */
const NAME_TAIL = /[-_. ]*(?:mlc|zip|q\df(?:16|32)_[01])$/i;

/** An MLC folder whose description is sound: all that is needed to make a model of ours of it but its weights. */
export interface OpenedMlc {
  readonly modelId: string;
  readonly name: string;
  /** Its template when it asks in words of its own, left out or not. */
  readonly ownPrompt: ChatTemplate | null;
  readonly config: ModelConfig;
  readonly quantization: Quantization;
  readonly plan: ShardPlan;
  readonly shards: readonly MlcShard[];
  readonly found: ReadonlyMap<string, FoundTensor>;
  readonly tokenizerJson: string;
  /** Of the small files, with their hashes. */
  readonly sources: readonly SourceHash[];
  /** Exact bytes of the finished model's files, manifest.json excepted. */
  readonly totalBytes: number;
}

export interface MlcChoice {
  /** The folder's or archive's name: MLC's files do not name their model. */
  readonly label: string;
  /** Asks for impressions in our words, also where the folder has words of its own. */
  readonly leaveOutPrompt?: boolean | undefined;
}

/**
 * Reads what an MLC folder says about itself and holds it to what a Llama of that shape must be.
 * @throws ReadroomError `format/…`, `pipeline/…`, `library/no-end-token`
 */
export async function openMlc(
  files: FileSet,
  { label, leaveOutPrompt = false }: MlcChoice,
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
  const theirs = chatTemplateOf(chat, facts);
  if (theirs === null) throw new ReadroomError('library/no-end-token', CHAT_CONFIG);
  const isOwn = theirs.systemMessage !== DEFAULT_SYSTEM_MESSAGE;
  const chatTemplate = leaveOutPrompt ? { ...theirs, systemMessage: DEFAULT_SYSTEM_MESSAGE } : theirs;

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
    ownPrompt: isOwn ? theirs : null,
    config,
    quantization: chat.quantization,
    plan,
    shards,
    found,
    tokenizerJson,
    sources,
    totalBytes: outputBytes(config, chat.quantization, tokenizerJson, plan, facts),
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
