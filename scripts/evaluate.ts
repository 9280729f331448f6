import { writeFileSync } from 'node:fs';
import { isErrorCode, SENTENCES } from '../src/domain/errors/catalog.ts';
import { InputError } from './evaluate/input-error.ts';
import { parseOptions, USAGE, type EvaluateOptions } from './evaluate/options.ts';
import { outputPath } from './evaluate/output-paths.ts';
import { reportMarkdown } from './evaluate/report-markdown.ts';
import { resultText } from './evaluate/result-text.ts';
import { runEvaluation } from './evaluate/run-evaluation.ts';
import { evaluationSummary } from './evaluate/summary.ts';
import { worstTexts } from './evaluate/worst-texts.ts';

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) console.log(USAGE);
else {
  try {
    await evaluate(parseOptions(args));
  } catch (error) {
    console.error(explain(error));
    process.exitCode = 1;
  }
}

async function evaluate(options: EvaluateOptions): Promise<void> {
  const { result, reports, runs } = await runEvaluation(options);
  console.log(`\n${resultText(result)}`);
  for (const run of runs) {
    const path = outputPath(options.summary, run.name, runs.length, '.json');
    if (path !== null)
      write(path, 'Summary', `${JSON.stringify(evaluationSummary(run, reports, result), null, 1)}\n`);
  }
  if (options.report !== null) write(options.report, 'Tables', reportMarkdown(result));
  if (options.json !== null) write(options.json, 'Figures', `${JSON.stringify(result, null, 1)}\n`);
  const [first] = runs;
  if (options.showWorst && first !== undefined) console.log(`\n${worstTexts(result, reports, first)}`);
}

function write(path: string, what: string, content: string): void {
  writeFileSync(path, content);
  console.log(`${what}: ${path}`);
}

/** One or two lines without a stack: the code and its sentence where the app gave a code. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof InputError) return error.message;
  const code = /\b[a-z]+\/[a-z0-9-]+\b/.exec(error.message)?.[0];
  return isErrorCode(code)
    ? `${code}: ${SENTENCES[code]}\n${error.message.split('\n', 1)[0] ?? ''}`
    : error.message;
}
