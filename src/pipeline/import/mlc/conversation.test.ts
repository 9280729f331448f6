import { describe, expect, it } from 'vitest';
import { tinyTokenizerJson } from '../../../testing/generators/tiny-tokenizer.ts';
import { tokenizerFacts } from '../../shards/tokenizer-facts.ts';
import type { MlcChatConfig } from './chat-config-file.ts';
import { chatTemplateOf } from './conversation.ts';

const INSTRUCTION = 'Derive the impression from findings in the radiology report';

/** A vocabulary with these special tokens behind the tiny one's own. */
function facts(...special: string[]) {
  const base = tinyTokenizerJson();
  const added = special.map((content, index) => ({ id: 270 + index, content, special: true }));
  return tokenizerFacts(JSON.stringify({ ...base, added_tokens: added }), 300);
}

function config(conversation: unknown, change: Partial<MlcChatConfig> = {}): MlcChatConfig {
  return { conversation, endIds: [], beginId: null, ...change } as MlcChatConfig;
}

const llama2 = {
  name: 'llama-2',
  system_template: '[INST] <<SYS>>\n{system_message}\n<</SYS>>\n\n',
  system_message: 'You are a helpful, respectful and honest assistant.',
  system_prefix_token_ids: [270],
  add_role_after_system_message: false,
  roles: { user: '[INST]', assistant: '[/INST]', tool: '[INST]' },
  role_templates: { user: '{user_message}', assistant: '{assistant_message}', tool: '{tool_message}' },
  messages: [],
  seps: [' '],
  role_content_sep: ' ',
  role_empty_sep: ' ',
  stop_str: ['[INST]'],
  stop_token_ids: [271],
};

const llama3 = {
  name: 'llama-3',
  system_template: '<|start_header_id|>system<|end_header_id|>\n\n{system_message}<|eot_id|>',
  system_message: 'Write the impression.',
  system_prefix_token_ids: [270],
  add_role_after_system_message: true,
  roles: { user: '<|start_header_id|>user', assistant: '<|start_header_id|>assistant' },
  seps: ['<|eot_id|>'],
  role_content_sep: '<|end_header_id|>\n\n',
  role_empty_sep: '<|end_header_id|>\n\n',
  stop_str: [],
  stop_token_ids: [271, 272],
};

describe('a chat template of MLC’s', () => {
  it('of Llama 2 leaves the first role out, and begins with its first token', () => {
    expect(chatTemplateOf(config(llama2), facts('<s>', '</s>'))).toEqual({
      name: 'llama-2',
      template: '<s>[INST] <<SYS>>\n{system}\n<</SYS>>\n\n{findings} [/INST]',
      systemMessage: INSTRUCTION,
      stop: ['</s>'],
    });
  });

  it('of Llama 3 keeps a message that speaks of reports, and every token that ends an answer', () => {
    const special = facts('<|begin_of_text|>', '<|end_of_text|>', '<|eot_id|>');
    expect(chatTemplateOf(config(llama3), special)).toEqual({
      name: 'llama-3',
      template:
        '<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n{system}<|eot_id|>' +
        '<|start_header_id|>user<|end_header_id|>\n\n{findings}<|eot_id|>' +
        '<|start_header_id|>assistant<|end_header_id|>\n\n',
      systemMessage: 'Write the impression.',
      stop: ['<|end_of_text|>', '<|eot_id|>'],
    });
  });

  it('without a place for a system message gets our instruction before the findings', () => {
    const plain = { ...llama3, system_template: '' };
    const template = chatTemplateOf(config(plain), facts('<s>', '</s>', '<|eot_id|>'))?.template;
    expect(template).toContain('{system}\n\n{findings}');
  });

  it('takes the end of a text where no stop is named', () => {
    const silent = { ...llama2, stop_token_ids: [], stop_str: [] };
    expect(chatTemplateOf(config(silent, { endIds: [271] }), facts('<s>', '</s>'))?.stop).toEqual(['</s>']);
  });

  it.each([
    ['only named', 'llama-2'],
    ['missing', undefined],
    ['of another form', { system: 'x' }],
    ['with tokens that the vocabulary lacks', { ...llama2, system_prefix_token_ids: [5000] }],
    ['with two places for the findings', { ...llama2, system_template: '{findings}{system_message}' }],
  ])('that is %s is recognised anew', (_, conversation) => {
    const template = chatTemplateOf(config(conversation, { endIds: [271] }), facts('<s>', '</s>'));
    expect(template).toMatchObject({ systemMessage: INSTRUCTION, stop: ['</s>'] });
    expect(['llama-2', 'alpaca']).toContain(template?.name);
  });

  it('is none where nothing could end an impression', () => {
    expect(chatTemplateOf(config(llama2), facts('<unk>'))).toBeNull();
  });
});
