import * as v from 'valibot';
import { createDraftGenerator, promptTokens } from '../../domain/drafting/draft-generator.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { modelBasePath } from '../../domain/model/catalog.ts';
import { ModelConfigSchema } from '../../domain/model/model-config.ts';
import type { TokenCodec } from '../../domain/prompt/prompt-parts.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import { buildInWorker } from '../../workers/pipeline-client.ts';
import type { Services } from '../services.ts';
import type { HarnessDraft, ReadroomHarness } from './harness-api.ts';

/** Files that a person or a test chose in the harness page. */
export interface ChosenFiles {
  readonly base: () => readonly File[];
  readonly adapter: () => readonly File[];
}

/** The app's own engine, store, tokenizer and worker, without its screen. */
export function createHarness(services: Services, chosen: ChosenFiles): ReadroomHarness {
  const { modelStore, engine, clock } = services;
  let loaded: { readonly model: InstalledModel; readonly codec: TokenCodec } | null = null;

  const defaultId = async (): Promise<string> => {
    const catalog = await services.readCatalog(new AbortController().signal);
    return catalog.defaultModel;
  };

  const current = (): NonNullable<typeof loaded> => {
    if (loaded === null) throw new ReadroomError('engine/not-loaded');
    return loaded;
  };

  return {
    async install(options = {}) {
      const id = options.id ?? (await defaultId());
      const start = clock.monotonic();
      let resumedBytes = 0;
      const { manifest, manifestSha256 } = await modelStore.installFromOrigin(modelBasePath(id), {
        onProgress: (progress) => (resumedBytes = progress.resumedBytes),
      });
      const milliseconds = clock.monotonic() - start;
      return { id, manifestSha256, totalBytes: manifest.totalBytes, resumedBytes, milliseconds };
    },

    async load(options = {}) {
      if (options.engine !== undefined && options.engine !== engine.kind) {
        throw new ReadroomError('engine/not-loaded', `no ${options.engine} engine in this build`);
      }
      const id = options.id ?? (await defaultId());
      const model = await modelStore.get(id);
      if (model === null) throw new ReadroomError('engine/not-loaded', `${id} is not installed`);
      const start = clock.monotonic();
      const codec = await services.createCodec(model);
      const probe = await engine.load(
        model,
        options.threads === undefined ? {} : { threads: options.threads },
      );
      loaded = { model, codec };
      const milliseconds = clock.monotonic() - start;
      const { quantization } = model.manifest;
      return { id, quantization, engine: probe.kind, threads: probe.threads, milliseconds };
    },

    async draft(findings): Promise<HarnessDraft> {
      const { model, codec } = current();
      const generator = createDraftGenerator(model.manifest, codec, engine);
      let text = '';
      for await (const event of generator.generate(findings, new AbortController().signal)) {
        if (event.type === 'text') text += event.text;
        else return { text: text.trim(), usage: event.usage, finish: event.finish };
      }
      throw new ReadroomError('app/unexpected', 'no end of generation');
    },

    promptTokens(findings) {
      const { model, codec } = current();
      return Promise.resolve(promptTokens(model.manifest, codec, findings));
    },

    async buildInWorker(request) {
      const config = v.parse(ModelConfigSchema, request.config);
      const base = request.base ?? chosen.base();
      const adapter = request.adapter ?? chosen.adapter();
      const start = clock.monotonic();
      const built = await buildInWorker({
        config,
        quantization: request.quantization,
        base,
        adapter: adapter.length === 0 ? null : adapter,
        target: 'memory',
      });
      return { ...built, milliseconds: clock.monotonic() - start };
    },
  };
}
