import { describe, expect, it } from 'vitest';
import { fc } from '../../testing/properties.ts';
import { toBytes } from '../../testing/generators/memory-files.ts';
import { parseBoundedJson, parseBoundedText } from './bounded-json.ts';

const LIMITS = { maxBytes: 10_000, maxDepth: 4, maxValues: 100 };

function codeOf(text: string | Uint8Array): string {
  const result = parseBoundedJson(toBytes(text), LIMITS, 'x.json');
  return result.ok ? 'accepted' : result.error.code;
}

describe('parseBoundedJson', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 5 }), (value) => {
        const text = JSON.stringify(value);
        const result = parseBoundedJson(
          toBytes(text),
          { ...LIMITS, maxDepth: 10, maxValues: 10_000 },
          'x.json',
        );
        expect(result).toEqual({ ok: true, value: JSON.parse(text) as unknown });
      }),
    );
  });

  it.each([
    ['a name given twice', '{"a":1,"a":2}', 'format/duplicate-name'],
    ['a name given twice further in', '{"a":[{"b":1,"b":1}]}', 'format/duplicate-name'],
    ['nesting past the limit', '{"a":[[[[]]]]}', 'format/over-limit'],
    ['more values than the limit', `{"a":[${'0,'.repeat(100)}0]}`, 'format/over-limit'],
    ['more bytes than the limit', `{"a":"${'x'.repeat(10_000)}"}`, 'format/over-limit'],
    ['an array', '[]', 'format/bad-header'],
    ['text after the end', '{}x', 'format/bad-header'],
    ['a comment', '{/**/}', 'format/bad-header'],
    ['bytes that are not UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d), 'format/bad-header'],
  ])('refuses %s', (_, text, code) => expect(codeOf(text)).toBe(code));

  it('is not misled by brackets, colons and escapes inside strings', () => {
    expect(codeOf(String.raw`{"a\"[[[[[[::,,\\":"]]]]]:\\"}`)).toBe('accepted');
  });

  it('does not repeat the text in its error', () => {
    const result = parseBoundedJson(toBytes('{"secret" nonsense}'), LIMITS, 'x.json');
    expect(result.ok ? '' : result.error.message).not.toContain('secret');
  });
});

describe('parseBoundedText', () => {
  it('answers as for the bytes of the same text, whatever the text', () => {
    const texts = fc.oneof(
      fc.jsonValue().map((value) => JSON.stringify({ value }, null, 1)),
      fc.string({ unit: fc.constantFrom('{', '}', '[', ']', ':', ',', '"', '\\', 'a', ' ', '1', 'é') }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const ofBytes = parseBoundedJson(toBytes(text), LIMITS, 'x.json');
        const ofText = parseBoundedText(text, LIMITS, 'x.json');
        expect(ofText.ok ? ofText.value : ofText.error.code).toEqual(
          ofBytes.ok ? ofBytes.value : ofBytes.error.code,
        );
      }),
    );
  });

  it('counts bytes, not characters', () => {
    const text = `{"a":"${'é'.repeat(4_997)}"}`;
    expect(text.length).toBeLessThan(LIMITS.maxBytes);
    const refused = parseBoundedText(text, LIMITS, 'x.json');
    expect(refused.ok ? '' : refused.error.detail).toBe('x.json: 10002 bytes of JSON, at most 10000');
    expect(parseBoundedText(text.replace('éé', 'e'), LIMITS, 'x.json').ok).toBe(true);
  });
});
