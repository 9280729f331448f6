import url from '@wllama/wllama/esm/wasm/wllama.wasm?url';
import { bundledPath, type OwnPath } from '../../net/own-path.ts';

/** Where the build puts llama.cpp's WebAssembly: a hashed file of our own origin. */
export const WLLAMA_WASM: OwnPath = bundledPath(url);
