import url from '@wllama/wllama/esm/wasm/wllama.wasm?url';

/** Where the build puts llama.cpp's WebAssembly: a hashed file of our own origin. */
export const WLLAMA_WASM_URL: string = url;
