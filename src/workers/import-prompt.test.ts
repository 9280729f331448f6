import { describe, expect, it } from 'vitest';
import { newDetails, type ModelDetails } from '../domain/model/model-details.ts';
import type { ChatTemplate } from '../domain/model/model-config.ts';
import { DEFAULT_SYSTEM_MESSAGE } from '../domain/prompt/chat-templates.ts';
import { toBytes } from '../testing/generators/memory-files.ts';
import { tinyMlcFiles } from '../testing/library/tiny-mlc.ts';
import { tinyModelFiles } from '../testing/library/tiny-model-files.ts';
import { chosen, createWorkstation } from './test-workstation.ts';

const model = await tinyModelFiles();
const q4 = await tinyModelFiles('q4f16_1');
const OWN: ChatTemplate = {
  name: 'own',
  template: '{system} {findings}',
  systemMessage: 'Be brief',
  stop: ['<|im_end|>'],
};

/** Such an export's details: with a prompt that somebody wrote on another workstation. */
function withPrompt(prompt: unknown): ReturnType<typeof chosen> {
  const source: ModelDetails['source'] = { kind: 'folder', files: [], verified: true };
  const details = { ...newDetails('Chest', source), notes: 'tuned in May', prompt };
  return chosen({ ...model, 'readroom-details.json': toBytes(details) });
}

describe('a prompt that comes with a model', () => {
  it('is told of before the model is brought, and takes effect', async () => {
    const station = createWorkstation();
    expect((await station.inspect(withPrompt(OWN))).prompt).toEqual(OWN);
    const { modelId } = await station.bring(withPrompt(OWN));
    expect((await station.store.get(modelId!))?.details.prompt).toEqual(OWN);
  });

  it('is left out when the person wants that; the notes come all the same', async () => {
    const station = createWorkstation();
    const { modelId } = await station.bring(withPrompt(OWN), 'usb', { leaveOutPrompt: true });
    expect((await station.store.get(modelId!))?.details).toMatchObject({
      prompt: null,
      notes: 'tuned in May',
    });
  });

  it.each<[string, ChatTemplate]>([
    ['names a stop text that no token is', { ...OWN, stop: ['<|nope|>'] }],
    ['names one such stop text among others', { ...OWN, stop: ['<|im_end|>', '<|nope|>'] }],
    ['does not use its own system message', { ...OWN, template: '{findings}' }],
  ])('is left out, and the rest comes, when it %s', async (_, prompt) => {
    const station = createWorkstation();
    expect(await station.inspect(withPrompt(prompt))).toMatchObject({ prompt: null, name: 'Chest' });
    const { modelId } = await station.bring(withPrompt(prompt));
    expect((await station.store.get(modelId!))?.details).toMatchObject({
      prompt: null,
      notes: 'tuned in May',
    });
  });

  it.each<[string, unknown]>([
    ['holds the findings in its system message', { ...OWN, systemMessage: 'Always write this. {findings}' }],
    ['has stop texts without end', { ...OWN, stop: Array.from({ length: 9 }, (_, i) => `<|${i}|>`) }],
  ])('comes to nothing, with all that lies beside it, when it %s', async (_, prompt) => {
    const station = createWorkstation();
    expect(await station.inspect(withPrompt(prompt))).toMatchObject({ prompt: null, name: 'Tiny' });
    const { modelId } = await station.bring(withPrompt(prompt));
    expect((await station.store.get(modelId!))?.details.prompt).toBeNull();
  });

  it('is not told of when it is the model’s own', async () => {
    const manifest = JSON.parse(new TextDecoder().decode(model['manifest.json'])) as {
      chatTemplate: ChatTemplate;
    };
    const inspection = await createWorkstation().inspect(withPrompt(manifest.chatTemplate));
    expect(inspection.prompt).toBeNull();
  });

  it('of an MLC folder is told of, and left out when the person wants that', async () => {
    const mlc = (systemMessage: string): ReturnType<typeof chosen> =>
      chosen(tinyMlcFiles(q4, { conversation: { system_message: systemMessage } }));
    const asking = mlc('Summarise the radiology report.');
    const station = createWorkstation();
    expect((await station.inspect(asking)).prompt?.systemMessage).toBe('Summarise the radiology report.');
    const { modelId } = await station.bring(asking, 'folder', { leaveOutPrompt: true });
    expect((await station.store.get(modelId!))?.manifest.chatTemplate.systemMessage).toBe(
      DEFAULT_SYSTEM_MESSAGE,
    );
    expect((await station.inspect(mlc('A chat.'))).prompt).toBeNull();
    // A place for the findings in it would take them up.
    expect((await station.inspect(mlc('Report: {findings}'))).prompt).toBeNull();
  });
});

describe('the size of a model that is not here yet', () => {
  it.each(['q4f16_1', 'q8f16_1'] as const)(
    'is told to the byte for an MLC folder (%s)',
    async (quantization) => {
      const files = chosen(tinyMlcFiles(quantization === 'q4f16_1' ? q4 : model));
      const station = createWorkstation();
      const { totalBytes } = await station.inspect(files);
      const { modelId } = await station.bring(files);
      expect(totalBytes).toBe((await station.store.get(modelId!))?.manifest.totalBytes);
    },
  );
});

describe('two MLC folders of one name', () => {
  it('whose lists have no MD5 sums: the second does not take the first one’s place', async () => {
    const station = createWorkstation();
    const other = await tinyModelFiles('q4f16_1', 2);
    const first = chosen(tinyMlcFiles(q4, { withMd5: false }));
    const { modelId } = await station.bring(first, 'model');
    const before = await station.hashes(modelId!);
    const second = chosen(tinyMlcFiles(other, { withMd5: false }));
    expect((await station.inspect(second, 'model')).modelId).toBe(modelId);
    await expect(station.bring(second, 'model')).rejects.toMatchObject({ code: 'library/same-name' });
    expect(await station.hashes(modelId!)).toEqual(before);
    // The same again is no namesake, and another name makes room for both.
    await station.bring(first, 'model');
    await station.bring(second, 'other model');
    expect(await station.store.list()).toHaveLength(2);
  });
});
