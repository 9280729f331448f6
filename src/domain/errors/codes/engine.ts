/** Codes of the drafting engines. */
export const ENGINE_CODES = {
  'engine/not-loaded': 'No model is loaded yet, so no impression can be drafted.',
  'engine/unavailable': 'This browser cannot run the drafting model; use a current Chrome, Edge or Firefox.',
  'engine/wasm-failed': 'The drafting engine could not be started; reload the page.',
  'engine/out-of-memory':
    'There is not enough memory for the model; close other tabs or choose a smaller model.',
  'engine/model-refused': 'The drafting engine does not accept this model; install it again.',
  'engine/prompt-too-long': 'These findings are too long for the model; shorten them to get a draft.',
  'engine/load-stopped': 'Loading the model was stopped; it is still installed.',
  'engine/no-webgpu': 'This browser offers no graphics card to draft on (WebGPU).',
  'engine/software-gpu':
    'The only graphics card here is an imitation in software, which is slower than the processor.',
  'engine/gpu-too-small': 'The graphics card is too small for this model.',
  'engine/gpu-refused': 'The graphics card or its driver does not accept the compiled model.',
  'engine/no-library': 'This server has no compiled library for this model on this graphics card.',
  'engine/wrong-numbers':
    'The model is computed wrongly here, so it is not used: a draft could be wrong without looking so.',
  'engine/device-lost':
    'The graphics card stopped responding; your findings are safe and the draft is incomplete.',
  'engine/gpu-given-up': 'The graphics card failed several times in a row, so it is not used any more.',
  'engine/crashed': 'The drafting engine stopped unexpectedly; it is loaded again for the next draft.',
} as const;
