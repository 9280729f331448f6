import { isObject } from '../../domain/json/bounded-json.ts';
import { RECIPES } from '../tokenizer/pre-tokenizers.ts';

/** llama.cpp's name of a tokenizer.json's pre-tokenizer, or null when it is none that Readroom knows. */
export function preTokenizerName(preTokenizer: unknown): string | null {
  const wanted = canonical(preTokenizer);
  for (const [name, recipe] of RECIPES) if (canonical(recipe.preTokenizer) === wanted) return name;
  return null;
}

/** The steps with what decides how text is split; offsets do not. */
function canonical(preTokenizer: unknown): string {
  const sequence = isObject(preTokenizer) && preTokenizer['type'] === 'Sequence';
  const steps: unknown = sequence ? preTokenizer['pretokenizers'] : [preTokenizer];
  if (!Array.isArray(steps)) return '';
  return JSON.stringify(
    (steps as unknown[]).map((step) => {
      if (!isObject(step)) return null;
      const deciding = Object.entries(step).filter(([key]) => key !== 'trim_offsets');
      return deciding.sort(([a], [b]) => (a < b ? -1 : 1));
    }),
  );
}
