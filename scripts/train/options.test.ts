import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { runTrainCommand } from './command.ts';
import { parseTrainOptions } from './options.ts';

const folder = mkdtempSync(join(tmpdir(), 'readroom-train-'));
afterAll(() => rmSync(folder, { recursive: true }));
const recipe = join(folder, 'recipe.yaml');
writeFileSync(recipe, 'name: x\n');

describe('the command line of train', () => {
  it('trains a recipe, with paths made absolute, since the program runs anywhere', () => {
    const options = parseTrainOptions(['--config', recipe, '--data', folder, '--out', 'runs/x', '--resume']);
    expect(options.command).toBe('train');
    expect(options.recipe).toEqual(['--config', recipe, '--data', folder]);
    expect(options.rest).toEqual(['--out', join(process.cwd(), 'runs/x'), '--resume']);
    expect(options.base).toBe('needed');
  });

  it('hands every change of the recipe on, in its order', () => {
    const changes = ['optimiser.lr=5e-4', 'data.sources.0.path=a=b.csv'];
    const options = parseTrainOptions(['--config', recipe, ...changes.flatMap((one) => ['--set', one])]);
    expect(options.recipe).toEqual(['--config', recipe, '--set', changes[0], '--set', changes[1]]);
  });

  it('fetches no base for what reads no weights', () => {
    expect(parseTrainOptions(['--config', recipe, '--dry-run']).base).toBe('none');
    expect(parseTrainOptions(['data', 'stats', '--config', recipe]).base).toBe('if-any');
    const predict = ['predict', '--config', recipe, '--adapter', 'none', '--out', 'p.jsonl'];
    expect(parseTrainOptions(predict)).toMatchObject({ command: 'predict', base: 'needed' });
    expect(parseTrainOptions(predict).rest).toContain('none');
  });

  it.each([
    [[], '--config is missing'],
    [['--config', join(folder, 'none.yaml')], 'there is no'],
    [['--config', recipe, '--data', join(folder, 'none')], '--data: there is no'],
    [['trian', '--config', recipe], 'trian is no command'],
    [['data', '--config', recipe], 'data is no command'],
    [['--config', recipe, '--adapter', folder], '--adapter is not for train'],
    [['data', 'stats', '--config', recipe, '--resume'], '--resume is not for data stats'],
    [['predict', '--config', recipe, '--adapter', folder], 'predict needs --adapter DIR and --out FILE'],
    [['--config', recipe, '--set', 'epochs'], '--set takes KEY=VALUE'],
    [['--config', recipe, '--set', '=3'], '--set takes KEY=VALUE'],
    [['--config', recipe, '--epochs', '3'], '--epochs'],
  ])('refuses %j, saying why', (args, sentence) => {
    expect(() => parseTrainOptions(args)).toThrow(sentence);
  });

  it('answers for help and for wrong options without a Python', async () => {
    vi.stubEnv('READROOM_TRAINING_PYTHON', '/nowhere/python');
    const log = vi.spyOn(console, 'log').mockReturnValue();
    const error = vi.spyOn(console, 'error').mockReturnValue();
    expect(await runTrainCommand(['--help'])).toBe(0);
    expect(log.mock.lastCall?.[0]).toContain('npm run train -- --config FILE');
    expect(await runTrainCommand(['--config', recipe, '--epoch', '3'])).toBe(2);
    expect(error.mock.lastCall?.[0]).toContain('npm run train -- --config FILE');
    expect(await runTrainCommand(['--config', recipe])).toBe(2);
    expect(error.mock.lastCall?.[0]).toContain('READROOM_TRAINING_PYTHON is /nowhere/python');
  });
});
