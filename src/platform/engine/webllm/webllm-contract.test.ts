import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { COMPILE_TEXT, PIPELINE_FIELDS } from './webllm-internals.ts';

const root = new URL(
  '.',
  `file://${createRequire(import.meta.url)
    .resolve('@mlc-ai/web-llm')
    .replace(/lib\/[^/]*$/, '')}`,
);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const source = read('lib/index.js');

/** The text of one method of web-llm's bundle, up to the next of the same depth. */
function method(head: string): string {
  const start = source.indexOf(`\n    ${head} {\n`);
  expect(start, head).toBeGreaterThan(0);
  return source.slice(start, source.indexOf('\n    }\n', start));
}

test('web-llm is the version whose insides were read: private fields are relied on', () => {
  expect((JSON.parse(read('package.json')) as { version: string }).version).toBe('0.2.86');
});

test('every private name that Readroom uses is in the pipeline', () => {
  const pipeline = source.slice(
    source.indexOf('\nclass LLMChatPipeline {'),
    source.indexOf('\nclass Chat {'),
  );
  for (const name of Object.values(PIPELINE_FIELDS).flat()) {
    expect(pipeline.includes(`this.${name} =`) || pipeline.includes(`\n    ${name}(`), name).toBe(true);
  }
  expect(source).toContain('this.loadedModelIdToPipeline = new Map()');
});

test('the forward pass is still begun and ended around the library function, and counted, as Readroom does', () => {
  const forward = method('embedAndForward(inputData, inputDataLen)');
  const order = [
    'this.tvm.beginScope()',
    'this.getTokensEmbeddings(data)',
    'allEmbeddings.view([1].concat(allEmbeddings.shape))',
    'this.fKVCacheBeginForward(state, seqIdsTuple, inputLenShape)',
    'this.invokePrefill(allEmbeddings, inputDataLen)',
    'this.fKVCacheEndForward(forwardStates[i])',
    'this.filledKVCacheLength += inputDataLen',
    'this.tvm.detachFromCurrentScope(retValue.get(0))',
    'this.tvm.endScope()',
  ].map((text) => forward.indexOf(text));
  expect(order).not.toContain(-1);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(forward).toContain('const seqIdsTuple = this.tvm.makeShapeTuple([0])');
});

test('sampling still takes its settings per call', () => {
  const sample = method('sampleFromRawLogits(logitsOnGPU, genConfig)');
  expect(sample).toContain('temperature = genConfig.temperature');
  expect(sample).toContain('top_p = genConfig.top_p');
});

test('a load reads rows of its IndexedDB cache and checks the library against the given integrity', () => {
  const load = method('reloadInternal(modelId, chatOpts)');
  expect(load).toContain('createArtifactCache("webllm/wasm", getCacheOptions(this.appConfig))');
  expect(load).toContain('verifyIntegrity(wasmSource, modelRecord.integrity.model_lib');
  // An address with "localhost" in it would be fetched past the cache: ours has none.
  expect(load).toContain('wasmUrl.includes("localhost")');
});

test('the GPU device is asked for in the way that is watched, and progress is told in the known words', () => {
  expect(source).toContain('yield navigator.gpu.requestAdapter({ powerPreference })');
  expect(source).toContain('yield adapter.requestDevice({');
  expect(source).toContain('powerPreference = "high-performance"');
  expect(source).toContain(
    'this.device.queue.writeBuffer(this.gpuBufferFromPtr(toPtr), toOffset, rawBytes, 0, nbytes)',
  );
  expect(source).toContain(`text = "${COMPILE_TEXT}[`);
  expect(source).toContain('exceeds limit');
});
