import { channelOf } from '../channels.ts';
import type { RequestRecord } from '../request.ts';
import { countVerdicts } from '../self-test.ts';
import { compare, countFiles, type Evidence } from './evidence.ts';
import { evidenceSummary } from './evidence-summary.ts';
import { METHOD } from './method.ts';

export interface EvidenceFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The same for every workstation and day: a name can tell nothing. */
export const EVIDENCE_NAME = 'readroom-privacy-evidence.zip';

/** The files of an evidence pack, always in this order: the same evidence makes the same bytes. */
export function evidenceFiles(evidence: Evidence): readonly EvidenceFile[] {
  const { selfTest, files, models, requests, sbom } = evidence;
  return [
    text('METHOD.txt', METHOD),
    text('summary.html', evidenceSummary(evidence)),
    json('environment.json', {
      at: iso(evidence.at),
      origin: evidence.origin,
      build: evidence.build,
      browser: evidence.browser,
      enforcement: evidence.enforcement,
    }),
    json('self-test.json', {
      ...selfTest,
      startedAt: iso(selfTest.startedAt),
      endedAt: iso(selfTest.endedAt),
      count: countVerdicts(selfTest.results),
      results: selfTest.results.map(({ channel, place, verdict, at, ms }) => ({
        channel,
        name: channelOf(channel).name,
        place,
        ...verdict,
        at: iso(at),
        ms,
      })),
    }),
    json(
      'headers.json',
      Object.fromEntries(files.map(({ path, headers }) => [path, Object.fromEntries(headers)])),
    ),
    json('files.json', {
      count: countFiles(files),
      files: files.map((file) => ({
        path: file.path,
        comparison: compare(file),
        listed: file.listed,
        got: file.got,
      })),
    }),
    ...(sbom === null ? [] : [{ path: 'sbom.cdx.json', bytes: sbom }]),
    json('models.json', models),
    json('requests.json', {
      ...requests,
      listed: requests.listed.map((request) => ({ ...request, url: placeOf(request), at: iso(request.at) })),
    }),
  ];
}

/**
 * Where a request went, without what it said: an address can carry words. Of one to elsewhere only the host is told; a
 * try of the self-test carries its canary.
 */
function placeOf({ url, kind }: RequestRecord): string {
  if (kind === 'self-test') return url;
  if (!URL.canParse(url)) return '';
  const { origin, pathname, protocol } = new URL(url);
  if (protocol === 'blob:') return `blob:${origin}`;
  return kind === 'own' ? `${origin}${pathname}` : origin;
}

function json(path: string, value: unknown): EvidenceFile {
  return text(path, `${JSON.stringify(value, null, 2)}\n`);
}

function text(path: string, content: string): EvidenceFile {
  return { path, bytes: new TextEncoder().encode(content) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
