// @vitest-environment jsdom
import '../../testing/dom/node-bytes.ts';
import { screen, within } from '@testing-library/react';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { ModelConfigSchema } from '../../domain/model/model-config.ts';
import { here, open, press, row, setUpLibrary } from '../../testing/library/open-library.tsx';

setUpLibrary();

describe('the pane beside the models', () => {
  it('begins at its top, however far down the one before was scrolled', async () => {
    await here.bench.install('other', 'Another');
    await open();
    const pane = screen.getByRole('region', { name: 'Tiny of ours' }).parentElement;
    if (pane === null) throw new Error('no pane');
    for (const next of [() => press('Add a model'), () => here.user.click(row('Another'))]) {
      pane.scrollTop = 240;
      await next();
      expect(pane.scrollTop).toBe(0);
    }
  });

  it('gives the configuration that the shown command compiles a library from', async () => {
    await open();
    const advice = within(screen.getByRole('group', { name: 'Have a library compiled' }));
    const { id, quantization, architecture, context } = here.bench.manifest;
    const name = `${id.replace(`-${quantization}`, '')}.json`;
    expect(advice.getByText(/^npm run/).textContent).toBe(
      `npm run compile-model -- ${name} --quant ${quantization} --out model-libs`,
    );
    await here.user.click(advice.getByRole('button', { name: 'Save configuration' }));
    expect(here.saved.map((file) => file.name)).toEqual([name]);
    expect(v.parse(ModelConfigSchema, JSON.parse(here.saved[0]?.text ?? ''))).toMatchObject({
      architecture,
      context,
      defaultQuantization: quantization,
    });
  });
});
