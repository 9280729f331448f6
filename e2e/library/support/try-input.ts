import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { BadInput } from './bad-inputs.ts';
import { writeFolder } from './fixtures.ts';

export interface TriedInput {
  /** `inspect`: before anything ran; `run`: while it ran; `never`: it went through. */
  readonly stoppedAt: 'inspect' | 'run' | 'never';
  /** The first is what the screen says first. */
  readonly codes: readonly string[];
  /** What was installed or half installed afterwards, and is removed again. */
  readonly installed: readonly string[];
  readonly unfinished: readonly string[];
}

/** Brings the files in as the screens do: look at them first, and when nothing is wrong, go. */
export async function tryInput(page: Page, input: BadInput, folder: string): Promise<TriedInput> {
  const { base, adapter } = writeInput(input, folder);
  await page.getByLabel('Base files').setInputFiles(base);
  await page.getByLabel('Adapter files').setInputFiles(adapter);
  const way: 'merge' | 'import' = input.adapter === undefined ? 'import' : 'merge';
  return page.evaluate(tryInPage, way);
}

/** Puts the files of a row on disk, as a person has them. */
export function writeInput(
  input: BadInput,
  folder: string,
): { readonly base: string[]; readonly adapter: string[] } {
  rmSync(folder, { recursive: true, force: true });
  return {
    base: written(join(folder, 'base'), input.base),
    adapter: written(join(folder, 'adapter'), input.adapter ?? {}),
  };
}

function written(folder: string, files: BadInput['base']): string[] {
  writeFolder(folder, files);
  return Object.keys(files).map((name) => join(folder, name));
}

/** Runs in the page; sees nothing of this file. */
async function tryInPage(way: 'merge' | 'import'): Promise<TriedInput> {
  const harness = window.readroomHarness;
  if (harness === undefined) throw new Error('no harness');
  const { jobs, models } = harness;
  const { base, adapter } = harness.chosen();
  const codeOf = (error: unknown): string => {
    const { code } = error as { readonly code?: unknown };
    return typeof code === 'string' ? code : String(error);
  };
  const installedBy = 'A test';

  const merge = async (): Promise<Pick<TriedInput, 'stoppedAt' | 'codes'>> => {
    const { problems, suggestion } = await jobs.inspectMerge(base, adapter);
    if (problems.length > 0 || suggestion === null) {
      return { stoppedAt: 'inspect', codes: problems.map(({ error }) => error.code) };
    }
    const quantization = suggestion.defaultQuantization;
    try {
      await jobs.merge({ config: suggestion, quantization, base, adapter, installedBy }).result;
      return { stoppedAt: 'never', codes: [] };
    } catch (error) {
      return { stoppedAt: 'run', codes: [codeOf(error)] };
    }
  };

  const bringIn = async (): Promise<Pick<TriedInput, 'stoppedAt' | 'codes'>> => {
    try {
      await jobs.inspectImport(base);
    } catch (error) {
      return { stoppedAt: 'inspect', codes: [codeOf(error)] };
    }
    try {
      await jobs.importModel({ files: base, installedBy }).result;
      return { stoppedAt: 'never', codes: [] };
    } catch (error) {
      return { stoppedAt: 'run', codes: [codeOf(error)] };
    }
  };

  const outcome = await (way === 'merge' ? merge() : bringIn());
  const installed = (await models.list()).map(({ manifest }) => manifest.id);
  const unfinished = (await models.unfinished()).map(({ id }) => id);
  for (const id of new Set([...installed, ...unfinished])) await models.remove(id);
  return { ...outcome, installed, unfinished };
}
