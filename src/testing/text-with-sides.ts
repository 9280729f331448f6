import parts from '../domain/laterality/fixtures/generated-texts.json' with { type: 'json' };
import { fc } from './properties.ts';

/** Text that is dense in everything that decides about sides. */
export const textWithSides: fc.Arbitrary<string> = fc
  .array(fc.tuple(fc.constantFrom(...parts.words), fc.constantFrom(...parts.seams)), { maxLength: 14 })
  .map((words) => words.flat().join(''));
