// @vitest-environment jsdom
import { screen, within } from '@testing-library/react';
import * as v from 'valibot';
import { afterEach, describe, expect, it } from 'vitest';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { ModelConfigSchema } from '../../domain/model/model-config.ts';
import { chosenFiles } from '../../testing/model-jobs/chosen.ts';
import { closePanel, group, openPanel } from '../../testing/model-jobs/install-screens.tsx';
import { inspected, RADIOLOGY_ADAPTER } from '../../testing/model-jobs/llama-7b.ts';

afterEach(closePanel);

const BASE = chosenFiles('Llama-2-7b-chat-hf', { 'config.json': 9, 'model.safetensors': 8 });
const EXPORT = chosenFiles('usb', { 'manifest.json': 7 });
const FITS = {
  inspectMerge: (_base: unknown, adapter: unknown) => inspected(adapter === null ? null : RADIOLOGY_ADAPTER),
};

describe('a shape without a compiled library', () => {
  it('comes with the command that makes one, and with the configuration that it names', async () => {
    const { user, saved } = openPanel({ script: FITS, answers: [BASE] });
    await user.click(screen.getByRole('button', { name: 'Start a merge' }));
    await user.click(group('Base').getByRole('button', { name: 'Choose folder…' }));
    await screen.findByText('npm run compile-model -- x.json');
    await user.click(screen.getByRole('button', { name: 'Save configuration' }));
    const config = v.parse(ModelConfigSchema, JSON.parse(saved[0]?.text ?? ''));
    expect(saved[0]?.name).toBe(`${config.id}.json`);
    expect(config.architecture.hiddenSize).toBe(4096);
  });
});

describe('what was found', () => {
  it('tells whose place it takes and that it brings a prompt, which may be left out', async () => {
    const { user, jobs } = openPanel({
      answers: [EXPORT],
      script: {
        inspectImport: () => ({
          ...{ kind: 'readroom', modelId: 'tiny', name: 'Tiny', totalBytes: 624e6, libraries: [] },
          unverified: false,
          replaces: { name: 'House style', same: false },
          prompt: { name: 'own', template: 'Say: {findings}', systemMessage: 'Be brief.', stop: ['</s>'] },
        }),
      },
    });
    await user.click(group('From a folder or file').getByRole('button', { name: 'Choose folder…' }));
    const found = within(await screen.findByRole('listitem', { name: 'Tiny' }));
    expect(found.getByText(/^Takes the place of House style/)).toBeTruthy();
    expect(found.getByLabelText('Prompt that comes with it').textContent).toBe(
      'Be brief.\n\nSay: {findings}',
    );
    await user.click(found.getByRole('checkbox'));
    await user.click(found.getByRole('button', { name: 'Replace' }));
    expect(jobs.imports[0]?.request).toMatchObject({ files: EXPORT, leaveOutPrompt: true });
  });

  it('is asked for again after trouble that was read, and the merge opens without it', async () => {
    const { user } = openPanel({
      answers: [EXPORT, EXPORT],
      script: {
        inspectImport: () => {
          throw new ReadroomError('library/bad-archive');
        },
      },
    });
    const finished = group('From a folder or file');
    const choose = finished.getByRole('button', { name: 'Choose folder…' });
    await user.click(choose);
    await user.click(await finished.findByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByRole('alert')).toBeNull();
    expect(document.activeElement).toBe(choose);
    await user.click(choose);
    await finished.findByRole('alert');
    await user.click(screen.getByRole('button', { name: 'Start a merge' }));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('opens the merge where a base was chosen as a finished model', async () => {
    const { user } = openPanel({
      answers: [BASE],
      script: {
        ...FITS,
        inspectImport: () => {
          throw new ReadroomError('library/nothing-here');
        },
      },
    });
    await user.click(group('From a folder or file').getByRole('button', { name: 'Choose folder…' }));
    expect(await group('Base').findByText('Llama-2-7b-chat-hf')).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
