import code from '@wllama/wllama/src/wasm/wllama.js?raw';

/** llama.cpp's JavaScript side, the same text that wllama carries itself (a contract test compares them). */
export const EMSCRIPTEN_CODE: string = code;
