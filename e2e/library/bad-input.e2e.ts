import { isErrorCode, SENTENCES } from '../../src/domain/errors/catalog.ts';
import { openHarness } from '../support/journey.ts';
import { badInputs, type BadInput } from './support/bad-inputs.ts';
import { expect, test } from './support/library-journey.ts';
import { writeQualityTable } from './support/quality-page.ts';
import { tryInput, writeInput, type TriedInput } from './support/try-input.ts';

/** In the short form every so many rows are tried, all kinds of files and faults among them. */
const SHORT_FORM_STEP = 4;

/** Rows that need more than a look at headers take longer on screen. */
const ON_SCREEN_STEP = 16;

const softly = expect.configure({ soft: true });

/** The sentences that stood on the screen, by row; what was not tried there is not in it. */
const onScreen = new Map<string, readonly string[]>();

const titleOf = ({ chosen, file, fault }: BadInput): string => `${chosen}: ${file} ${fault}`;

for (const [every, tag] of [
  [ON_SCREEN_STEP, ''],
  [1, ' @full'],
] as const) {
  test(`what is wrong with a file stands on the screen in a sentence, and no model is listed${tag}`, async ({
    page,
    library,
    merge,
  }, testInfo) => {
    test.setTimeout(1_800_000);
    const rows = (await badInputs()).filter(
      (input, index) => index % every === 0 && input.unseen === undefined,
    );
    const sentences: string[] = Object.values(SENTENCES);
    for (const input of rows) {
      await page.goto('/');
      await library.goTo();
      const { base, adapter } = writeInput(input, testInfo.outputPath('chosen'));
      if (input.adapter === undefined) {
        await merge.chooseFiles(merge.finished, base);
        await merge.goOn(merge.install, page.getByRole('alert'));
      } else {
        await merge.openWizard();
        if (base.length > 0) await merge.chooseFiles(merge.base, base);
        if (adapter.length > 0) await merge.chooseFiles(merge.adapter, adapter);
        await merge.goOn(merge.start, page.getByRole('alert'));
      }
      const row = titleOf(input);
      let seen: string[] = [];
      // What is said of the base alone goes away when the adapter is looked at too.
      const look = async (): Promise<number> => {
        const said = (await page.getByRole('alert').allInnerTexts()).join(' ');
        seen = sentences.filter((sentence) => said.includes(sentence));
        return seen.length;
      };
      await softly.poll(look, row).toBeGreaterThan(0);
      onScreen.set(row, seen);
      await expect.soft(library.models, row).toHaveCount(0);
    }
  });
}

for (const [every, tag] of [
  [SHORT_FORM_STEP, ''],
  [1, ' @full'],
] as const) {
  test(`every bad file is refused with a code and a sentence, and nothing of it is installed${tag}`, async ({
    page,
  }, testInfo) => {
    test.setTimeout(600_000);
    await openHarness(page);
    const rows = (await badInputs()).filter((_, index) => index % every === 0);
    const tried: { readonly input: BadInput; readonly result: TriedInput }[] = [];
    for (const input of rows) {
      const result = await tryInput(page, input, testInfo.outputPath('chosen'));
      tried.push({ input, result });
      const row = titleOf(input);
      if (result.stoppedAt === 'never') {
        expect.soft(input.unseen, `${row} went through`).toBeDefined();
        continue;
      }
      expect.soft(result.codes.length, `${row}: codes`).toBeGreaterThan(0);
      for (const code of result.codes) {
        expect.soft(isErrorCode(code) && code !== 'app/unexpected', `${row}: ${code}`).toBe(true);
      }
      expect.soft(result.installed, `${row}: installed`).toEqual([]);
      const meant = result.codes.filter(isErrorCode).map((code) => SENTENCES[code]);
      for (const sentence of onScreen.get(row) ?? []) expect.soft(meant, row).toContain(sentence);
    }
    if (tag !== '') await writeQualityTable('bad-input', table(tried));
  });
}

function table(tried: readonly { readonly input: BadInput; readonly result: TriedInput }[]): string {
  const lines = tried.map(({ input, result }) => {
    const { chosen, file, fault, unseen } = input;
    const [code] = result.codes;
    const said = onScreen.get(titleOf(input))?.join(' ') ?? unseen ?? 'not tried on the screen in this run';
    return `| ${chosen} | ${file} | ${fault} | ${result.stoppedAt} | ${code === undefined ? 'goes through' : `\`${code}\``} | ${said} |`;
  });
  return [
    `${tried.length} rows, ${onScreen.size} of them also tried on the screen.`,
    '',
    '| chosen | file | fault | stopped at | code | sentence seen on the screen, or why nothing is said |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}
