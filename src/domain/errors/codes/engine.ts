/** Codes of the drafting engines. */
export const ENGINE_CODES = {
  'engine/not-loaded': 'No model is loaded yet, so no impression can be drafted.',
  'engine/unavailable': 'This browser cannot run the drafting model; use a current Chrome, Edge or Firefox.',
  'engine/wasm-failed': 'The drafting engine could not be started; reload the page.',
  'engine/out-of-memory':
    'There is not enough memory for the model; close other tabs or choose a smaller model.',
  'engine/model-refused': 'The drafting engine does not accept this model; install it again.',
  'engine/prompt-too-long': 'These findings are too long for the model; shorten them to get a draft.',
  'engine/crashed': 'The drafting engine stopped unexpectedly; it is loaded again for the next draft.',
} as const;
