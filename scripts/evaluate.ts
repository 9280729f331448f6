import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isErrorCode, SENTENCES } from '../src/domain/errors/catalog.ts';
import { MAX_NAME_LENGTH } from '../src/domain/model/model-details.ts';
import { createNearestNeighbour } from '../src/domain/metrics/nearest-neighbour.ts';
import type { HarnessLoad } from '../src/app/harness/harness-api.ts';
import { openAppSession, openGpuSession } from './browser/app-session.ts';
import { draftReports, loadModel, sha256 } from './evaluate/draft-reports.ts';
import { parseOptions, USAGE, type EvaluateOptions } from './evaluate/options.ts';
import { openPredictions } from './evaluate/predictions-file.ts';
import { createProgressLine } from './evaluate/progress-line.ts';
import { InputError, readReports, type Report } from './evaluate/read-reports.ts';
import { CONSTANT_SYSTEM, scoreTable, type ScoredSystem } from './evaluate/score-table.ts';
import { evaluationSummary } from './evaluate/summary.ts';
import { usageSummary } from './evaluate/usage-summary.ts';

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
  const training = options.train === null ? null : readReports(options.train);
  const reports = markSeen(readReports(options.data).slice(0, options.limit ?? undefined), training);
  const session = options.engine === 'webgpu' ? await openGpuSession() : await openAppSession();
  try {
    console.log('Installing and loading the model in Chromium …');
    const model = await loadModel(session.page, options);
    const { load } = model;
    if (load.engine !== options.engine) throw new InputError(load.probe.note ?? 'Another engine took over.');
    console.log(`Model ${load.id} on ${describeEngine(load)}`);
    const file = openPredictions(
      options.out,
      { model: load.id, manifestSha256: model.install.manifestSha256, engine: load.engine },
      new Map(reports.map((report) => [report.id, sha256(report.findings)])),
    );
    const progress = createProgressLine(reports.length);
    const predictions = await draftReports(session.page, reports, model, file, (_, done) => progress(done));
    if (predictions.every(({ finish }) => finish === 'error')) {
      const codes = [...new Set(predictions.map(({ error }) => error ?? 'app/unexpected'))];
      throw new InputError(`Every draft failed: ${codes.join(', ')}.`);
    }
    const systems: ScoredSystem[] = [
      { name: load.id, answer: (_, index) => predictions[index]?.prediction ?? '' },
      CONSTANT_SYSTEM,
    ];
    if (training !== null) {
      const nearest = createNearestNeighbour(training);
      systems.push({ name: 'nearest neighbour', answer: ({ findings }) => nearest(findings) });
    }
    console.log(`\n${scoreTable(reports, systems)}\n\n${usageSummary(predictions)}`);
    console.log('ROUGE F1 x 100, lower-cased, no stemming; 95 % bootstrap intervals.');
    if (options.summary !== null) {
      const run = {
        modelId: load.id,
        manifestSha256: model.install.manifestSha256,
        engine: describeEngine(load),
        at: Date.now(),
        data: {
          name: basename(options.data).slice(0, MAX_NAME_LENGTH),
          sha256: sha256(readFileSync(options.data)),
        },
      };
      const answers = predictions.map(({ prediction }) => prediction);
      writeFileSync(
        options.summary,
        `${JSON.stringify(evaluationSummary(run, reports, answers), null, 1)}\n`,
      );
      console.log(`Summary for the Model library: ${options.summary}`);
    }
  } finally {
    await session.close();
  }
}

/** `cpu, 2 threads`, or `webgpu in float32 on SwiftShader`. */
function describeEngine({ engine, threads, probe }: HarnessLoad): string {
  if (engine === 'cpu') return `cpu, ${threads ?? 1} threads`;
  return `webgpu in ${probe.compute ?? 'an unknown type'} on ${probe.device ?? 'an unnamed adapter'}`;
}

/** Findings count as seen when the data says so or, where it says nothing, when they occur in the training file. */
function markSeen(reports: readonly Report[], training: readonly Report[] | null): Report[] {
  if (training === null) return [...reports];
  const known = new Set(training.map(({ findings }) => findings));
  return reports.map((report) => ({ ...report, seen: report.seen ?? known.has(report.findings) }));
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
