import * as v from 'valibot';
import {
  createDraftGenerator,
  preparePrompt,
  type DraftingModel,
} from '../../domain/drafting/draft-generator.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { effectiveTemplate } from '../../domain/model/effective-template.ts';
import { ModelConfigSchema } from '../../domain/model/model-config.ts';
import type { TokenCodec } from '../../domain/prompt/prompt-parts.ts';
import type { LoadProgress } from '../../platform/engine/engine-port.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import { looseFiles } from '../../platform/files/from-input.ts';
import { buildInWorker } from '../../workers/pipeline-client.ts';
import type { Outside } from '../services.ts';
import type { HarnessDraft, ReadroomHarness } from './harness-api.ts';

/** Files that a person or a test chose in the harness page. */
export interface ChosenInputs {
  readonly base: () => readonly File[];
  readonly adapter: () => readonly File[];
}

/** The app's own engine, store, tokenizer and worker, without its screen. */
export function createHarness(services: Outside, chosen: ChosenInputs): ReadroomHarness {
  const { modelStore, engine, gpu, clock } = services;
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
      const installed = await modelStore.installFromOrigin(id, {
        onProgress: (progress) => (resumedBytes = progress.resumedBytes),
      });
      const milliseconds = clock.monotonic() - start;
      await services.prepareGpu(installed, new AbortController().signal);
      const { manifest, manifestSha256 } = installed;
      return { id, manifestSha256, totalBytes: manifest.totalBytes, resumedBytes, milliseconds };
    },

    async load(options = {}) {
      const id = options.id ?? (await defaultId());
      const model = await modelStore.get(id);
      if (model === null) throw new ReadroomError('store/not-installed', id);
      const start = clock.monotonic();
      const codec = await services.createCodec(model);
      loaded = null;
      const phases: { phase: LoadProgress['phase']; milliseconds: number }[] = [];
      const probe = await engine.load(model, {
        engine: options.engine ?? 'auto',
        ...(options.threads !== undefined && { threads: options.threads }),
        onProgress: ({ phase }) => {
          if (phases.at(-1)?.phase !== phase) phases.push({ phase, milliseconds: clock.monotonic() - start });
        },
      });
      loaded = { model, codec };
      const milliseconds = clock.monotonic() - start;
      const { quantization, laterality = null } = model.manifest;
      return {
        id,
        quantization,
        laterality,
        engine: probe.kind,
        threads: probe.threads,
        probe,
        phases,
        milliseconds,
      };
    },

    async unload() {
      loaded = null;
      await engine.unload();
    },

    async probe() {
      return { ...(await engine.probeAll()), gpu: await gpu.facts() };
    },

    loseDevice: (moment) => gpu.loseDevice(moment),

    async draft(findings, examples = [], { asWritten = false } = {}): Promise<HarnessDraft> {
      const { model, codec } = current();
      const { laterality, ...written } = asDrafted(model);
      const drafting = asWritten || laterality === undefined ? written : { ...written, laterality };
      const generator = createDraftGenerator(drafting, codec, engine);
      const start = clock.monotonic();
      let text = '';
      let shown = 0;
      let exchanged = false;
      for await (const event of generator.generate(findings, new AbortController().signal, examples)) {
        if (event.type === 'text') text += event.text;
        else if (event.type === 'examples') shown = event.used;
        else if (event.type === 'exchanged') exchanged = true;
        else {
          const milliseconds = clock.monotonic() - start;
          const { usage, finish } = event;
          return {
            text: text.trim(),
            usage,
            finish,
            engine: engine.kind,
            examples: shown,
            exchanged,
            milliseconds,
          };
        }
      }
      throw new ReadroomError('app/unexpected', 'no end of generation');
    },

    promptTokens(findings, examples = []) {
      const { model, codec } = current();
      return Promise.resolve(preparePrompt(asDrafted(model), codec, findings, examples).tokens);
    },

    async buildInWorker(request) {
      const config = v.parse(ModelConfigSchema, request.config);
      const base = request.base ?? chosen.base();
      const adapter = request.adapter ?? chosen.adapter();
      const start = clock.monotonic();
      const built = await buildInWorker({
        config,
        quantization: request.quantization,
        base: looseFiles(base).files,
        adapter: adapter.length === 0 ? null : looseFiles(adapter).files,
        arrival: null,
      });
      return { ...built, milliseconds: clock.monotonic() - start };
    },

    jobs: services.modelJobs,
    models: modelStore,
    chosen() {
      const adapter = chosen.adapter();
      return {
        base: looseFiles(chosen.base()),
        adapter: adapter.length === 0 ? null : looseFiles(adapter),
      };
    },
  };
}

/** The model with the prompt that it drafts with, also when a person wrote one. */
function asDrafted(model: InstalledModel): DraftingModel {
  return { ...model.manifest, chatTemplate: effectiveTemplate(model) };
}
