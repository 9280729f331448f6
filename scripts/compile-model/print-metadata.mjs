/**
 * `node print-metadata.mjs WEB_LLM.mjs LIBRARY.wasm …`: starts each library on this machine's processor in web-llm's own
 * runtime, and prints what its `_metadata` says, as JSON, a line each. A process of its own, since that runtime expects
 * a page or a CommonJS module around it and leaves handlers behind.
 * @param WEB_LLM.mjs web-llm's bundle with one export more: `tvmjs`
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [bundle, ...libraries] = process.argv.slice(2);
// The runtime asks for it when it is not in a page, and then reads no file.
globalThis.__dirname = '.';
const { tvmjs } = await import(pathToFileURL(bundle).href);

for (const path of libraries) {
  const tvm = await tvmjs.instantiate(
    new Uint8Array(readFileSync(path)).buffer,
    tvmjs.createPolyfillWASI(),
    () => {},
  );
  tvm.beginScope();
  // A library looks for the graphics card's functions when it starts; none of them is called for its metadata.
  for (const name of ['WebGPUDeviceAPI', 'WebGPUCreateShader'])
    tvm.registerFunc(`wasm.${name}`, () => undefined);
  const machine = tvm.createVirtualMachine(tvm.cpu());
  console.log(machine.getFunction('_metadata')().toString());
  tvm.endScope();
}
