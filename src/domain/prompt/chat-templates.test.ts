import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { ChatTemplateSchema, ModelConfigSchema } from '../model/model-config.ts';
import { makeTemplate, TEMPLATE_KINDS, TEMPLATE_NAMES, templateKindOf } from './chat-templates.ts';
import { checkTemplate } from './check-template.ts';
import { recogniseTemplate } from './recognise-template.ts';

const LLAMA2 = ['<unk>', '<s>', '</s>'];
const LLAMA3 = [
  '<|begin_of_text|>',
  '<|end_of_text|>',
  '<|start_header_id|>',
  '<|end_header_id|>',
  '<|eot_id|>',
];
const CHATML = ['<|endoftext|>', '<|im_start|>', '<|im_end|>'];
const NO_ENDS = { begin: null, end: null };

function shippedTemplate(name: string) {
  const path = new URL(`../../../model-configs/${name}.json`, import.meta.url);
  return v.parse(ModelConfigSchema, JSON.parse(readFileSync(path, 'utf8'))).chatTemplate;
}

describe('makeTemplate', () => {
  it.each([
    ['llama-2', 'llama-2-7b', LLAMA2],
    ['llama-3', 'llama-3-8b', LLAMA3],
    ['chatml', 'smollm2-135m-radiology', CHATML],
  ] as const)('gives the very %s template of the shipped config %s', (name, config, tokens) => {
    expect(makeTemplate(name, tokens)).toEqual(shippedTemplate(config));
  });

  it('gives every kind a usable template in a vocabulary that has its tokens, and none elsewhere', () => {
    for (const { name, needs } of TEMPLATE_KINDS) {
      const tokens = needs.length > 0 ? needs : LLAMA2;
      const template = makeTemplate(name, tokens)!;
      expect(v.is(ChatTemplateSchema, template)).toBe(true);
      expect(checkTemplate(template, tokens)).toEqual([]);
      expect(makeTemplate(name, ['<pad>'])).toBeNull();
    }
  });

  it('opens and ends an Alpaca prompt with the tokens of the vocabulary at hand', () => {
    expect(makeTemplate('alpaca', LLAMA2)).toMatchObject({ stop: ['</s>'] });
    expect(makeTemplate('alpaca', LLAMA2)!.template).toMatch(/^<s>Below/);
    expect(makeTemplate('alpaca', LLAMA3)).toMatchObject({ stop: ['<|end_of_text|>'] });
    const odd = makeTemplate('alpaca', ['<bos>', '<eos>'], { begin: '<bos>', end: '<eos>' })!;
    expect([odd.template.startsWith('<bos>Below'), odd.stop]).toEqual([true, ['<eos>']]);
  });
});

describe('templateKindOf', () => {
  it('knows each kind again, and no edited text', () => {
    for (const { name, needs } of TEMPLATE_KINDS) {
      const template = makeTemplate(name, needs.length > 0 ? needs : LLAMA2)!;
      expect(templateKindOf(template)).toBe(name);
      expect(templateKindOf({ template: `${template.template} ` })).toBeNull();
    }
    expect(templateKindOf({ template: 'Findings: {findings}' })).toBeNull();
  });

  it('recognises the template of the default model', () => {
    expect(templateKindOf(shippedTemplate('smollm2-135m-radiology'))).toBe('chatml');
  });
});

describe('recogniseTemplate', () => {
  it.each([
    ["{% for m in messages %}{{ '<|im_start|>' + m.role }}{% endfor %}", CHATML, 'chatml'],
    ["{{ '<|start_header_id|>' + m.role + '<|end_header_id|>' }}", LLAMA3, 'llama-3'],
    ["{{ '[INST] <<SYS>>\\n' + system }}", LLAMA2, 'llama-2'],
    ['### Instruction:\n{{ m.content }}', LLAMA2, 'alpaca'],
  ] as const)('reads the form from %s', (source, tokens, name) => {
    expect(recogniseTemplate(tokens, NO_ENDS, [source])).toMatchObject({ from: 'files', template: { name } });
  });

  it('takes the first source that tells a form and whose tokens this vocabulary has', () => {
    const sources = ['nothing known', '<|im_start|>', '<<SYS>>'];
    expect(recogniseTemplate(LLAMA2, NO_ENDS, sources)?.template.name).toBe('llama-2');
  });

  it.each([
    [LLAMA2, 'alpaca'],
    [LLAMA3, 'llama-3'],
    [CHATML, 'chatml'],
  ])('says that it only guesses where no file tells: %j', (tokens, name) => {
    expect(recogniseTemplate(tokens, NO_ENDS, [])).toMatchObject({ from: 'vocabulary', template: { name } });
  });

  it('gives none to a vocabulary without a token that could end an impression', () => {
    expect(recogniseTemplate(['<pad>'], NO_ENDS, ['<|im_start|>'])).toBeNull();
    expect(TEMPLATE_NAMES).toHaveLength(TEMPLATE_KINDS.length);
  });
});

describe('checkTemplate', () => {
  const good = makeTemplate('chatml', CHATML)!;
  it.each([
    ['template', { template: 'no place' }, '{findings}, where'],
    ['template', { template: '{findings} {findings}' }, 'only once'],
    ['template', { template: '{system} {system} {findings}' }, '{system} only once'],
    ['template', { template: `{system}{findings}${'x'.repeat(5000)}` }, 'longer than'],
    ['systemMessage', { template: '{findings}' }, 'not used'],
    ['systemMessage', { systemMessage: 'Use {findings}' }, 'must not hold'],
    ['systemMessage', { systemMessage: 'x'.repeat(5000) }, 'longer than'],
    ['stop', { stop: [] }, 'At least one'],
    ['stop', { stop: ['<|im_end|>', '<|im_end|>'] }, 'twice'],
    ['stop', { stop: ['###'] }, 'no special token'],
    ['stop', { stop: Array.from({ length: 9 }, (_, i) => `s${i}`) }, 'At most'],
    ['name', { name: ' ' }, 'no name'],
  ] as const)('tells what is wrong with the %s: %j', (field, change, part) => {
    const problems = checkTemplate(
      { ...good, ...change, stop: [...((change as { stop?: string[] }).stop ?? good.stop)] },
      CHATML,
    );
    expect(problems.map((problem) => problem.field)).toContain(field);
    expect(problems.map(({ problem }) => problem).join(' ')).toContain(part);
  });

  it('accepts an empty system message without a place for it', () => {
    expect(checkTemplate({ ...good, template: '{findings}<|im_end|>', systemMessage: '' }, CHATML)).toEqual(
      [],
    );
  });
});
