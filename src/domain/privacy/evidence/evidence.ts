import { isSiteFile } from '../../build/site-files.ts';
import type { Enforcement } from '../enforcement.ts';
import type { RequestRecord } from '../request.ts';
import type { SelfTestReport } from '../self-test.ts';

/** A file of the app as this browser got it just now, beside what the build says of it. */
export interface ServedFile {
  readonly path: string;
  /** Null for the few that the build's list cannot name, such as the list itself. */
  readonly listed: FileFacts | null;
  /** Null when it did not come, or was larger than any file of a build. */
  readonly got: FileFacts | null;
  /** All that the browser shows of the response, by name. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

export interface FileFacts {
  readonly bytes: number;
  readonly sha256: string;
}

/** `unlisted`: it came, and nothing is there to compare it with. `set-by-site`: the site is meant to change it. */
export type Comparison = 'same' | 'differs' | 'missing' | 'unlisted' | 'set-by-site';

export function compare({ path, listed, got }: Pick<ServedFile, 'path' | 'listed' | 'got'>): Comparison {
  if (got === null) return 'missing';
  if (listed === null) return 'unlisted';
  if (listed.bytes === got.bytes && listed.sha256 === got.sha256) return 'same';
  return isSiteFile(path) ? 'set-by-site' : 'differs';
}

export function countFiles(files: readonly ServedFile[]): Readonly<Record<Comparison, number>> {
  const count = { same: 0, differs: 0, missing: 0, unlisted: 0, 'set-by-site': 0 };
  for (const file of files) count[compare(file)]++;
  return count;
}

/** In one sentence; whoever reads only this must not be misled. */
export function describeFiles(count: Readonly<Record<Comparison, number>>): string {
  const wrong = `${count.differs} different, ${count.missing} missing`;
  return `${count.same} files as the build lists them, ${wrong}, ${count['set-by-site']} set by the site, ${count.unlisted} not in the list.`;
}

/** What the browser says of itself and of how it runs this page. */
export interface BrowserFacts {
  readonly userAgent: string;
  /** Brand and full version, where the browser tells them. */
  readonly brands: readonly string[];
  readonly platform: string;
  readonly secureContext: boolean;
  readonly crossOriginIsolated: boolean;
  readonly serviceWorker: boolean;
}

/**
 * An installed model by its hashes alone. Its id and the names of its files come from what a person called a file or a
 * folder.
 */
export interface ModelEvidence {
  readonly manifestSha256: string;
  readonly totalBytes: number;
  readonly base: readonly FileFacts[];
  readonly adapter: readonly FileFacts[];
  readonly files: readonly FileFacts[];
}

/** All that an evidence pack holds: nothing about a patient, and nothing that a person wrote but the decoy's name. */
export interface Evidence {
  /** ms since the epoch. */
  readonly at: number;
  readonly origin: string;
  /** SHA-256 over the build's list of files. */
  readonly build: string;
  readonly browser: BrowserFacts;
  /** What the browser was seen to enforce when the page was opened. */
  readonly enforcement: Enforcement;
  readonly selfTest: SelfTestReport;
  readonly files: readonly ServedFile[];
  /** The software bill of materials as it was served; null where there is none. */
  readonly sbom: Uint8Array | null;
  readonly models: readonly ModelEvidence[];
  readonly requests: {
    readonly own: number;
    readonly foreign: number;
    readonly selfTest: number;
    /** The last ones, oldest first. */
    readonly listed: readonly RequestRecord[];
  };
}
