import { expect, it } from 'vitest';
import type { ByteSource, FileSet } from '../../domain/io/byte-source.ts';
import { createPauseGate } from '../../domain/io/pause-gate.ts';
import { memoryFiles } from '../../testing/generators/memory-files.ts';
import { memorySink, testHashing } from '../../testing/generators/tiny-build.ts';
import { tinyMlcFiles } from '../../testing/library/tiny-mlc.ts';
import { tinyModelFiles, type Files } from '../../testing/library/tiny-model-files.ts';
import { checkShards, copyReadroom, shardsHere } from './copy-readroom.ts';
import { importMlc } from './mlc/import-mlc.ts';
import { openMlc } from './mlc/open-mlc.ts';
import { hashShards } from './mlc/source-hash.ts';
import { openReadroom } from './open-readroom.ts';

const pace = { gate: createPauseGate(), onProgress: () => undefined };
const nothing = (): Promise<void> => Promise.resolve();

/** Counts the bytes of shards that were read and not given back. */
function watched(files: Files): {
  files: FileSet;
  sink: ReturnType<typeof memorySink>;
  held: () => number;
  most: () => number;
} {
  const given: Uint8Array[] = [];
  let most = 0;
  const held = (): number => given.reduce((sum, bytes) => sum + bytes.byteLength, 0);
  const note = (path: string, bytes: Uint8Array): void => {
    if (!path.startsWith('params_shard')) return;
    given.push(bytes);
    most = Math.max(most, held());
  };
  const plain = memoryFiles(files);
  const open = (path: string): ByteSource | null => {
    const source = plain.open(path);
    if (source === null) return null;
    return {
      ...source,
      async read(offset, length, signal) {
        const bytes = await source.read(offset, length, signal);
        note(path, bytes);
        return bytes;
      },
    };
  };
  const sink = memorySink();
  const read = sink.read.bind(sink);
  Object.assign(sink, {
    async read(path: string) {
      const bytes = (await read(path))?.slice() ?? null;
      if (bytes !== null) note(path, bytes);
      return bytes;
    },
  });
  return { files: { names: plain.names, open }, sink, held, most: () => most };
}

it('a model of ours is checked, copied and looked for with one shard in memory, and none is left there', async () => {
  const model = await tinyModelFiles();
  const largest = model['params_shard_0.bin']!.length;
  const { files, sink, held, most } = watched(model);
  const opened = await openReadroom(files, testHashing);
  await checkShards(opened, files, testHashing, pace);
  for (let turn = 0; turn < 2; turn++) {
    const here = await shardsHere(opened, sink, testHashing, pace);
    expect(here.size).toBe(turn);
    await copyReadroom(opened, files, sink, testHashing, here, nothing, pace);
  }
  expect(most()).toBe(largest);
  expect(held()).toBe(0);
});

it('an MLC folder is taken over a second time with one shard in memory, and none is left there', async () => {
  const model = tinyMlcFiles(await tinyModelFiles('q4f16_1'), { shardBytes: 1 });
  const { files, sink, held, most } = watched(model);
  const opened = await openMlc(files, { label: 'tiny' }, testHashing);
  const largest = opened.plan.shards.reduce((max, { nbytes }) => Math.max(max, nbytes), 0);
  for (let turn = 0; turn < 2; turn++) {
    const hashed = await hashShards(opened.shards, opened.quantization, files, testHashing, pace);
    await importMlc(opened, hashed, files, sink, testHashing, nothing, pace);
  }
  expect(most()).toBeLessThanOrEqual(largest);
  expect(held()).toBe(0);
});
