import { describe, expect, it } from 'vitest';
import { namesRule, patternRule, patternValues } from './module-rules.ts';
import { compilePattern } from './pattern-matcher.ts';

const Q0 = 'model.layers.0.self_attn.q_proj';
const Q10 = 'model.layers.10.self_attn.q_proj';

describe('compilePattern', () => {
  it.each([
    ['abc', 'abc', true],
    ['abc', 'abcd', false],
    ['a|bc|', '', true],
    ['a.c', 'abc', true],
    [String.raw`a\.c`, 'abc', false],
    ['ab*c', 'abbbc', true],
    ['ab+c', 'ac', false],
    ['ab?c', 'ac', true],
    ['a{2,3}', 'aaaa', false],
    ['a{2,}', 'aaaa', true],
    ['a{2}', 'aa', true],
    ['(?:ab|cd)+', 'abcdab', true],
    ['(?P<name>ab)', 'ab', true],
    ['[a-c_]+', 'a_cb', true],
    ['[^a-c]+', 'xyz', true],
    ['[^a-c]+', 'xbz', false],
    [String.raw`\d+`, '123', true],
    [String.raw`[\d.]+`, '1.5', true],
    [String.raw`\w+`, 'q_proj9', true],
    [String.raw`.*\bmodel\b.*`, 'x.model.y', true],
    [String.raw`.*\bmodel\b.*`, 'xmodel', false],
    ['^abc$', 'abc', true],
    ['.*^abc', 'xabc', false],
    ['a.*?b', 'axxb', true],
    ['(a*)*', 'aaaa', true],
  ])('%s on %j is %s', (pattern, text, expected) =>
    expect(compilePattern(pattern).matches(text)).toBe(expected),
  );

  it.each([
    '(',
    ')',
    'a**',
    '*',
    'a{3,2}',
    'a{999}',
    '[',
    'a{',
    '(?=a)',
    '(?<!a)b',
    String.raw`(a)\1`,
    String.raw`\A`,
    '[z-a]',
  ])('refuses %s by a typed error', (pattern) => {
    expect(() => compilePattern(pattern)).toThrow(
      expect.objectContaining({ code: 'format/unsupported-adapter' }),
    );
  });

  it('takes no exponential time', () => {
    expect(compilePattern('(?:(?:a|a)*)*b').matches('a'.repeat(2000))).toBe(false);
  });
});

describe('rules for modules', () => {
  it('reads a list of names as whole last parts of the path', () => {
    const rule = namesRule(['q_proj', 'layers.10.self_attn.q_proj', 'proj']);
    expect([rule(Q0), rule('model.xq_proj'), rule('model.k_proj')]).toEqual([true, false, false]);
  });

  it('reads a string as an expression for the whole path', () => {
    const rule = patternRule(String.raw`.*\.(0|1)\..*q_proj`);
    expect([rule(Q0), rule(Q10), rule(`${Q0}.x`)]).toEqual([true, false, false]);
  });

  it.each([
    [{ q_proj: 2 }, Q0, 2],
    [{ proj: 2 }, Q0, 8],
    [{ 'layers.0.self_attn.q_proj': 2 }, Q10, 8],
    [{ [Q10]: 3, q_proj: 2 }, Q10, 3],
    [{ q_proj: 2, [Q10]: 3 }, Q10, 2],
    [{ 'self_attn-q_proj': 2 }, Q0, 8],
    [{ 'self_attn.q.proj': 2 }, Q0, 2],
    [{ [String.raw`layers\.\d+\.self_attn\.q_proj`]: 5 }, Q10, 5],
    [{ [String.raw`^model\.layers\.1\..*`]: 5 }, Q10, 8],
    [{ '^self_attn.q_proj': 5 }, Q0, 8],
  ])('finds the value for a module as PEFT does: %j', (patterns, module, expected) => {
    expect(patternValues(patterns, 8)(module)).toBe(expected);
  });
});
