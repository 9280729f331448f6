import { afterEach, describe, expect, it } from 'vitest';
import { STORY_MODEL } from '../../e2e/stories/manifest.ts';
import { ReadroomError } from '../domain/errors/readroom-error.ts';
import { createPauseGate } from '../domain/io/pause-gate.ts';
import { createManualClock } from '../platform/clock/manual-clock.ts';
import type { JobProgress } from '../platform/model-jobs/model-jobs-port.ts';
import { chosenFiles } from '../testing/model-jobs/chosen.ts';
import { inspected } from '../testing/model-jobs/llama-7b.ts';
import type { JobWorker } from './job-in-worker.ts';
import { createModelJobs } from './model-jobs-client.ts';
import { serveRpc, type RpcHandlers } from './rpc-server.ts';
import type { RpcRequest } from './rpc.ts';

const BASE = chosenFiles('llama', { 'weights/model.safetensors': 7, 'config.json': 2 });
const ADAPTER = chosenFiles('lora', { 'adapter_config.json': 3 });
const SUGGESTED = inspected().suggestion;
const PROGRESS: JobProgress = {
  ...{ phase: 'convert', doneBytes: 1, totalBytes: 2, item: 'x' },
  ...{ doneTensors: 0, totalTensors: 1 },
};

interface Bench {
  readonly workers: { ended: boolean }[];
  readonly clock: ReturnType<typeof createManualClock>;
  readonly jobs: ReturnType<typeof createModelJobs>;
}

const ports: MessagePort[] = [];
afterEach(() => ports.splice(0).forEach((port) => port.close()));

/** The real client and the real server of calls, with a channel in place of a thread. */
function bench(handlers: RpcHandlers): Bench {
  const workers: { ended: boolean }[] = [];
  const clock = createManualClock();
  const start = (): JobWorker => {
    const { port1, port2 } = new MessageChannel();
    const worker = { ended: false };
    workers.push(worker);
    serveRpc(port2, handlers);
    ports.push(port1, port2);
    [port1, port2].forEach((port) => port.start());
    return {
      postMessage: (message) => port1.postMessage(message),
      addEventListener: (type, listener) => port1.addEventListener(type, listener as EventListener),
      terminate() {
        worker.ended = true;
        port1.close();
      },
    };
  };
  const models = { get: (id: string) => Promise.resolve(id.startsWith('llama') ? STORY_MODEL : null) };
  const jobs = createModelJobs({ models, clock, startPipeline: start, startLibrary: start });
  return { workers, clock, jobs };
}

function request() {
  if (SUGGESTED === null) throw new Error('no suggestion');
  return {
    ...{ config: SUGGESTED, quantization: 'q4f16_1' as const, base: BASE, adapter: ADAPTER },
    ...{ installedBy: 'Dr. A', totalBytes: 99 },
  };
}

describe('the slow work, in a worker of its own', () => {
  it('hands a merge its files and all that it takes to go on after a crash, and ends with it', async () => {
    const asked: RpcRequest<'pipeline/build'>[] = [];
    const { jobs, workers } = bench({
      'pipeline/build': (build, { progress }) => {
        asked.push(build);
        progress(PROGRESS);
        return Promise.resolve({ manifest: STORY_MODEL.manifest, manifestSha256: '', fileHashes: {} });
      },
    });
    const seen: JobProgress[] = [];
    const { result } = jobs.merge(request(), { onProgress: (progress) => seen.push(progress) });
    expect(await result).toEqual(STORY_MODEL);
    expect(seen).toEqual([PROGRESS]);
    expect(asked[0]?.base.map(({ name, file }) => [name, file.size])).toEqual([
      ['weights/model.safetensors', 7],
      ['config.json', 2],
    ]);
    expect(asked[0]?.arrival).toEqual({
      ...{ kind: 'merge', name: SUGGESTED?.displayName, installedBy: 'Dr. A', verified: true },
      files: ['model.safetensors', 'config.json', 'adapter_config.json'],
      totalBytes: 99,
      merge: {
        ...{ config: SUGGESTED, quantization: 'q4f16_1', installedBy: 'Dr. A' },
        base: {
          label: 'llama',
          files: [
            { name: 'weights/model.safetensors', bytes: 7 },
            { name: 'config.json', bytes: 2 },
          ],
          handles: [],
        },
        adapter: { label: 'lora', files: [{ name: 'adapter_config.json', bytes: 3 }], handles: [] },
      },
      details: null,
    });
    expect(workers).toEqual([{ ended: true }]);
  });

  it('has an adapter hashed once, and again only when its files have changed', async () => {
    const known: (string | null | undefined)[] = [];
    const { jobs } = bench({
      'pipeline/inspect': ({ adapterSha256 }) => {
        known.push(adapterSha256);
        return Promise.resolve(inspected());
      },
    });
    const { sha256 } = (await jobs.inspectMerge(BASE, ADAPTER)).adapter!;
    await jobs.inspectMerge(chosenFiles('other', { 'model.safetensors': 9 }), ADAPTER);
    const [{ name, file }] = ADAPTER.files as [{ name: string; file: File }];
    const touched = new File([file], file.name, { lastModified: file.lastModified + 1 });
    await jobs.inspectMerge(BASE, { ...ADAPTER, files: [{ name, file: touched }] });
    await jobs.inspectMerge(BASE, null);
    expect(known).toEqual([null, sha256, null, null]);
  });

  it('is held and goes on in the same worker', async () => {
    const gate = createPauseGate();
    const steps: string[] = [];
    const { jobs, workers } = bench({
      'library/verify': async (_request, { progress }) => {
        progress({ ...PROGRESS, phase: 'verify' });
        await expect.poll(() => gate.paused).toBe(true);
        steps.push('held');
        await gate.pass();
        return { at: 1, files: 1, bytes: 1, damaged: [] };
      },
      'job/pause'() {
        gate.pause();
        return Promise.resolve(null);
      },
      'job/resume'() {
        gate.resume();
        return Promise.resolve(null);
      },
    });
    const job = jobs.verify('llama', { onProgress: () => job.pause() });
    await expect.poll(() => steps).toEqual(['held']);
    job.resume();
    expect(await job.result).toMatchObject({ files: 1 });
    expect(workers).toEqual([{ ended: true }]);
  });

  it('that is cancelled answers at once, and its worker has a moment to tidy up', async () => {
    const controller = new AbortController();
    let tidied = false;
    const { jobs, workers } = bench({
      'library/export': (_request, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            tidied = true;
            reject(new DOMException('cancelled', 'AbortError'));
          });
        }),
    });
    const { result } = jobs.exportModel('llama', { kind: 'download' }, { signal: controller.signal });
    controller.abort();
    await expect(result).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => [tidied, workers[0]?.ended]).toEqual([true, true]);
  });

  it('is ended after that moment when it does not answer', async () => {
    const controller = new AbortController();
    const { jobs, workers, clock } = bench({ 'library/verify': () => new Promise(() => undefined) });
    const { result } = jobs.verify('llama', { signal: controller.signal });
    controller.abort();
    await expect(result).rejects.toMatchObject({ name: 'AbortError' });
    expect(workers[0]?.ended).toBe(false);
    await clock.advance(3_000);
    expect(workers[0]?.ended).toBe(true);
  });

  it('fails with the worker’s own code', async () => {
    const { jobs, workers } = bench({
      'library/inspect': () => Promise.reject(new ReadroomError('library/bad-archive', 'entry 3')),
    });
    await expect(jobs.inspectImport(BASE)).rejects.toMatchObject({
      code: 'library/bad-archive',
      detail: 'entry 3',
    });
    expect(workers[0]?.ended).toBe(true);
  });

  it('starts no worker when it is cancelled before it begins', async () => {
    const { jobs, workers } = bench({});
    await expect(jobs.verify('llama', { signal: AbortSignal.abort() }).result).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(workers).toEqual([]);
  });

  it('keeps one worker for the previews of a prompt that is being edited, until nobody asks any more', async () => {
    const { jobs, workers, clock } = bench({
      'pipeline/preview': ({ findings }) =>
        Promise.resolve({
          pieces: [],
          tokens: findings.length,
          exchanged: false,
          unknownStops: [],
          specialTokens: [],
        }),
    });
    if (SUGGESTED === null) throw new Error('no suggestion');
    const { chatTemplate } = SUGGESTED;
    expect(await jobs.previewPrompt({ base: BASE }, chatTemplate, 'a')).toMatchObject({ tokens: 1 });
    expect(await jobs.previewPrompt({ modelId: 'm' }, chatTemplate, 'ab')).toMatchObject({ tokens: 2 });
    expect(workers).toEqual([{ ended: false }]);
    await clock.advance(60_000);
    expect(workers).toEqual([{ ended: true }]);
    await jobs.previewPrompt({ modelId: 'm' }, chatTemplate, 'abc');
    expect(workers).toHaveLength(2);
  });
});
