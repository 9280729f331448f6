import { describe, expect, test } from 'vitest';
import { InputError } from './input-error.ts';
import { parseOptions } from './options.ts';

describe('parseOptions', () => {
  test('fills in the defaults', () => {
    expect(parseOptions(['--data', 'f'])).toEqual({
      data: 'f',
      limit: null,
      engine: 'cpu',
      threads: null,
      models: [],
      build: null,
      train: null,
      history: null,
      examples: 3,
      honesty: 'none',
      beside: [],
      out: null,
      summary: null,
      json: null,
      report: null,
      showWorst: false,
      showIds: false,
    });
  });

  test('takes several models, or one config in several quantizations with another adapter', () => {
    const models = parseOptions(['--data', 'f', '--model', 'a', '--model', './b']).models;
    expect(models).toEqual(['a', './b']);
    const given = ['--data', 'f', '--quantization', 'q8f16_1,q4f16_1,q8f16_1', '--adapter', 'new'];
    expect(parseOptions(given).build).toEqual({
      config: 'smollm2-135m-radiology',
      quantizations: ['q8f16_1', 'q4f16_1'],
      adapter: 'new',
    });
  });

  test('takes answers beside with their name, also from a path that holds an equals sign', () => {
    const { beside } = parseOptions(['--data', 'f', '--beside', 'float32=a=b.jsonl']);
    expect(beside).toEqual([{ name: 'float32', path: 'a=b.jsonl' }]);
  });

  test.each([
    [[]],
    [['--data']],
    [['--data', 'f', '--limit', '0']],
    [['--data', 'f', '--engine', 'gpu']],
    [['--data', 'f', '--examples', '2']],
    [['--data', 'f', '--history', 'h', '--examples', '99']],
    [['--data', 'f', '--quantization', 'q3']],
    [['--data', 'f', '--adapter', 'a']],
    [['--data', 'f', '--model', 'm', '--quantization', 'q8f16_1']],
    [['--data', 'f', '--model', 'm', '--model', 'm']],
    [['--data', 'f', '--beside', 'file.jsonl']],
    [['--what']],
  ])('refuses %j in words', (args) => {
    expect(() => parseOptions(args)).toThrow(InputError);
  });
});
