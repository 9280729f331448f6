import { describe, expect, it } from 'vitest';
import { buildPrompt } from '../../domain/prompt/prompt-parts.ts';
import { TINY_BUILD, tinyModelConfig } from '../../testing/generators/tiny-build.ts';
import { tinyTokenizerJson } from '../../testing/generators/tiny-tokenizer.ts';
import { smallFiles } from './model-files.ts';
import { planShards } from './shard-plan.ts';

const described = { ...tinyModelConfig(TINY_BUILD, null), quantization: 'q4f16_1' as const };
const plan = planShards(TINY_BUILD, 'q4f16_1');
const tokenizerJson = JSON.stringify(tinyTokenizerJson());

function parsed(path: string): Record<string, unknown> {
  const file = smallFiles(described, plan, ['a'.repeat(32)], tokenizerJson).find(
    (small) => small.path === path,
  );
  return JSON.parse(new TextDecoder().decode(file?.bytes)) as Record<string, unknown>;
}

describe('tensor-cache.json', () => {
  it('lists every tensor of every shard with its place and the shard with its MD5', () => {
    const cache = parsed('tensor-cache.json') as {
      metadata: Record<string, number>;
      records: { records: { nbytes: number; byteOffset: number }[]; md5sum: string; nbytes: number }[];
    };
    const [shard] = cache.records;
    expect(shard?.md5sum).toBe('a'.repeat(32));
    expect(shard?.records).toHaveLength(23);
    const last = shard?.records.at(-1);
    expect((last?.byteOffset ?? 0) + (last?.nbytes ?? 0)).toBe(shard?.nbytes);
    expect(cache.metadata).toEqual({
      ParamSize: 23,
      ParamBytes: plan.nbytes,
      BitsPerParam: (plan.nbytes * 8) / plan.weightCount,
    });
  });
});

describe('mlc-chat-config.json', () => {
  it('makes web-llm, which joins its parts with empty separators, form exactly our prompt', () => {
    const config = parsed('mlc-chat-config.json');
    const template = config['conv_template'] as {
      system_template: string;
      system_message: string;
      roles: { user: string; assistant: string };
      seps: string[];
      role_content_sep: string;
      role_empty_sep: string;
    };
    const system = template.system_template.replace('{system_message}', template.system_message);
    const user = template.roles.user + template.role_content_sep + 'Clear lungs.' + (template.seps[0] ?? '');
    const joined = system + user + template.roles.assistant + template.role_empty_sep;
    const ours = buildPrompt(described.chatTemplate, 'Clear lungs.').map((part) => part.text);
    expect(joined).toBe(ours.join(''));
  });

  it('names stop tokens and the first special token by id', () => {
    expect(parsed('mlc-chat-config.json')).toMatchObject({
      bos_token_id: 1,
      eos_token_id: [2],
      conv_template: { stop_token_ids: [2] },
      vocab_size: TINY_BUILD.vocabSize,
      context_window_size: 128,
      sliding_window_size: -1,
    });
  });

  it('refuses a stop text that the tokenizer does not know', () => {
    const chatTemplate = { ...described.chatTemplate, stop: ['</s>'] };
    expect(() => smallFiles({ ...described, chatTemplate }, plan, [], tokenizerJson)).toThrow(
      'pipeline/config-invalid: stop text </s>',
    );
  });
});
