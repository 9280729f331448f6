import { Blob as NodeBlob, File as NodeFile } from 'node:buffer';
import { transferableAbortController } from 'node:util';

/**
 * In a test with jsdom, bytes are of two kinds that are no instance of each other: jsdom's, and those that Node's own
 * functions (structuredClone, TextEncoder, digests) give. A browser has one kind. Import this before anything else, and
 * the test has Node's.
 */
const BYTES = {
  ArrayBuffer: new ArrayBuffer(0),
  Uint8Array: new Uint8Array(0),
  Int8Array: new Int8Array(0),
  Uint16Array: new Uint16Array(0),
  Int16Array: new Int16Array(0),
  Uint32Array: new Uint32Array(0),
  Int32Array: new Int32Array(0),
  Float32Array: new Float32Array(0),
  Float64Array: new Float64Array(0),
  BigUint64Array: new BigUint64Array(0),
  BigInt64Array: new BigInt64Array(0),
};

for (const [name, value] of Object.entries(BYTES)) {
  Object.defineProperty(globalThis, name, {
    value: structuredClone(value).constructor,
    configurable: true,
    writable: true,
  });
}
// DataView wants a buffer of its own kind.
Object.defineProperty(globalThis, 'DataView', {
  value: structuredClone(new DataView(new ArrayBuffer(0))).constructor,
  configurable: true,
  writable: true,
});
// jsdom's have neither arrayBuffer() nor stream().
Object.assign(globalThis, { Blob: NodeBlob, File: NodeFile });
// What jsdom's AbortController throws is no Error.
const controller = transferableAbortController();
Object.assign(globalThis, {
  AbortController: controller.constructor,
  AbortSignal: controller.signal.constructor,
});
