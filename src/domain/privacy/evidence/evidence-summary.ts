import { channelOf } from '../channels.ts';
import { describeReport } from '../self-test.ts';
import { describeVerdict, PLACE_NAMES } from '../words.ts';
import { compare, countFiles, describeFiles, type Evidence } from './evidence.ts';

/** A page to read or print: no script, nothing loaded. */
export function evidenceSummary(evidence: Evidence): string {
  const { selfTest, files, requests, models, browser } = evidence;
  const count = countFiles(files);
  const odd = files.filter((file) => compare(file) !== 'same');
  const page = files.find(({ path }) => path === '/');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Readroom: privacy evidence</title>
<style>
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 14px/1.5 system-ui, sans-serif; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 3px 10px 3px 0; border-bottom: 1px solid #bbb; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
tr { break-inside: avoid; }
</style>
</head>
<body>
<h1>Readroom: privacy evidence</h1>
${table(
  ['', ''],
  [
    ['Made', new Date(evidence.at).toISOString()],
    ['Address', evidence.origin],
    ['Build', evidence.build],
    ['Browser', [...browser.brands, browser.platform].join(', ')],
    ['User agent', browser.userAgent],
    ['Isolated from other origins', browser.crossOriginIsolated ? 'yes' : 'no'],
    ['Service worker', browser.serviceWorker ? 'answers for this page' : 'none'],
  ],
)}
<h2>Enforced by the browser</h2>
${table(
  ['Layer', 'State', 'Why'],
  evidence.enforcement.layers.map(({ layer, state, cause }) => [layer, state, cause ?? '']),
)}
<h2>Self-test</h2>
<p>${escape(describeReport(selfTest))} Decoy: ${escape(selfTest.decoy)}.</p>
${table(
  ['Way out', 'From', 'Outcome', 'Time'],
  selfTest.results.map(({ channel, place, verdict, at }) => [
    channelOf(channel).name,
    PLACE_NAMES[place],
    describeVerdict(verdict),
    new Date(at).toISOString(),
  ]),
)}
<h2>Files of the app</h2>
<p>${escape(describeFiles(count))}</p>
${table(
  ['File', 'Outcome'],
  odd.map((file) => [file.path, compare(file)]),
)}
<h2>Requests since the page was opened</h2>
<p>${requests.own} to this server, ${requests.foreign} to anywhere else, ${requests.selfTest} tries of the self-test.</p>
<h2>Headers of the page</h2>
${table(
  ['Header', 'Value'],
  (page?.headers ?? []).map(([name, value]) => [name, value]),
)}
<h2>Installed models</h2>
${table(
  ['SHA-256 of the manifest', 'Bytes'],
  models.map(({ manifestSha256, totalBytes }) => [manifestSha256, `${totalBytes}`]),
)}
</body>
</html>
`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '<p>None.</p>';
  const cells = (tag: 'th' | 'td', values: readonly string[]): string =>
    `<tr>${values.map((value) => `<${tag}>${escape(value)}</${tag}>`).join('')}</tr>`;
  const head = heads.every((name) => name === '') ? '' : `<thead>${cells('th', heads)}</thead>`;
  return `<table>${head}<tbody>\n${rows.map((row) => cells('td', row)).join('\n')}\n</tbody></table>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(value: string): string {
  return value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
