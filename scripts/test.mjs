// Every check of the project, from a fresh clone too. Stops at the first step that fails; the last line is
// always `N passed, N failed`, summed over the unit tests, the Python tests of the compiler and of
// the training, and the journeys in the browser.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { prepare } from './setup/prepare.mjs';
import { PreparationError, ROOT, run, runScript } from './setup/run.mjs';
import { junitCounts, playwrightCounts, removeReport, vitestCounts } from './setup/test-counts.mjs';

const REPORTS = join(ROOT, '.cache', 'reports');
const UNIT_REPORT = join(REPORTS, 'unit.json');
const COMPILER_REPORT = join(REPORTS, 'compiler.xml');
const TRAINING_REPORT = join(REPORTS, 'training.xml');
const E2E_REPORT = join(REPORTS, 'e2e.json');
const WEBGPU_REPORT = join(REPORTS, 'webgpu.json');
/** Exit code of a step that says why it cannot run on this machine. */
const SKIPPED = 77;

const npm = (script, ...args) =>
  run('npm', ['run', '--silent', script, ...(args.length > 0 ? ['--', ...args] : [])]);

const STEPS = [
  { name: 'format', run: () => npm('check:format', '--log-level', 'warn') },
  { name: 'lint', run: () => npm('check:lint') },
  { name: 'import cycles', run: () => npm('check:cycles') },
  { name: 'types', run: () => npm('check:types') },
  { name: 'unused code', run: () => npm('check:unused') },
  { name: 'bundle size', run: () => npm('check:size') },
  { name: 'the same build in another folder', run: () => npm('prove:build', '--short') },
  {
    name: 'unit tests',
    run: () => npm('test:unit', '--reporter=default', '--reporter=json', `--outputFile.json=${UNIT_REPORT}`),
    counts: () => vitestCounts(UNIT_REPORT),
  },
  {
    name: 'compiler',
    run: () => npm('test:compiler'),
    maySkip: true,
    counts: () => junitCounts(COMPILER_REPORT),
  },
  {
    name: 'training',
    run: () => npm('test:training'),
    maySkip: true,
    counts: () => junitCounts(TRAINING_REPORT),
  },
  {
    name: 'journeys in Chromium',
    run: () => npm('test:e2e'),
    counts: () => playwrightCounts(E2E_REPORT),
  },
  {
    name: 'journeys on WebGPU in software',
    run: () => npm('test:webgpu'),
    counts: () => playwrightCounts(WEBGPU_REPORT),
  },
];

const totals = { passed: 0, failed: 0, skipped: 0 };

try {
  mkdirSync(REPORTS, { recursive: true });
  for (const report of [UNIT_REPORT, COMPILER_REPORT, TRAINING_REPORT, E2E_REPORT, WEBGPU_REPORT]) {
    removeReport(report);
  }
  await prepare();
  process.env.CHROMIUM_PATH = await findChromium();
  for (const step of STEPS) if (!(await runStep(step))) break;
} catch (error) {
  totals.failed += 1;
  console.error(`\n${error instanceof PreparationError ? error.message : error.stack}`);
}

if (totals.skipped > 0) console.log(`\n${totals.skipped} skipped (each names its reason)`);
console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;

async function runStep(step) {
  console.log(`\n── ${step.name}`);
  const started = performance.now();
  const { code } = await step.run();
  const seconds = Math.round((performance.now() - started) / 1000);
  if (step.maySkip === true && code === SKIPPED) {
    totals.skipped += 1;
    console.log(`── ${step.name}: SKIPPED, for the reason above`);
    return true;
  }
  const counts = step.counts?.() ?? { passed: 0, failed: 0, skipped: 0 };
  totals.passed += counts.passed;
  totals.skipped += counts.skipped;
  // A step that fails without a failed test (a lint error, a crash) counts as one failure.
  totals.failed += code === 0 ? counts.failed : Math.max(counts.failed, 1);
  const passed = code === 0 && counts.failed === 0;
  console.log(`── ${step.name}: ${passed ? 'passed' : 'FAILED'} in ${seconds} s`);
  return passed;
}

/** Path of a Chromium to test in; on a bare Debian machine one is installed. */
async function findChromium() {
  const { code, output } = await runScript('scripts/browser/ensure-chromium.ts', [], { quiet: true });
  const path = output.trim().split('\n').at(-1) ?? '';
  if (code !== 0) throw new PreparationError(output.trim());
  console.log(`Browser: ${path}`);
  return path;
}
