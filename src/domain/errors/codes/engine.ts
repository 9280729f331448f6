/** Codes of the drafting engines. */
export const ENGINE_CODES = {
  'engine/not-loaded': 'No model is loaded yet, so no impression can be drafted.',
} as const;
