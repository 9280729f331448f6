import { parseArgs } from 'node:util';
import { proveDefault } from './prove/prove-default.ts';

const USAGE = `npm run prove:default -- --reports FILE.jsonl [--count 3] [--id MODEL]

Drafts impressions with the default model in Chromium on WebGPU imitated in software, and compares their text with
PyTorch's greedy text over the same stored weights. Slow: minutes per report.`;

const { values } = parseArgs({
  options: {
    reports: { type: 'string' },
    count: { type: 'string', default: '3' },
    id: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
const count = Number(values.count);
if (values.help === true || values.reports === undefined || !Number.isInteger(count) || count < 1) {
  console.error(USAGE);
  process.exitCode = values.help === true ? 0 : 2;
} else {
  try {
    const equal = await proveDefault({ reports: values.reports, count, id: values.id ?? null });
    process.exitCode = equal ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
  }
}
