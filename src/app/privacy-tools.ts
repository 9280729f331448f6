import type { Hashing } from '../domain/io/hashing.ts';
import type { FileFacts, ModelEvidence } from '../domain/privacy/evidence/evidence.ts';
import type { Clock } from '../platform/clock/clock.ts';
import type { InstalledModel, ModelStore } from '../platform/model-store/model-store-port.ts';
import type { OriginFetch } from '../platform/net/origin-fetch.ts';
import type { EvidenceSource } from '../platform/privacy/evidence-port.ts';
import type { EnforcementCheck } from '../platform/privacy/enforcement/create-enforcement-check.ts';
import type { ForeignRequests } from '../platform/privacy/foreign-requests.ts';
import { readBrowser } from '../platform/privacy/read-browser.ts';
import { readServedFiles } from '../platform/privacy/served-files.ts';
import { randomUuid } from '../platform/random/random-uuid.ts';
import { serviceWorkerController } from '../platform/self-test/controller.ts';
import { createSelfTest } from '../platform/self-test/create-self-test.ts';
import type { SelfTest } from '../platform/self-test/self-test-port.ts';
import { serviceWorkerPlace, workerPlace } from '../workers/self-test-client.ts';

export interface PrivacyParts {
  readonly net: OriginFetch;
  readonly hashing: Hashing;
  readonly clock: Clock;
  readonly models: Pick<ModelStore, 'list'>;
  readonly requests: ForeignRequests;
  readonly enforcement: Pick<EnforcementCheck, 'done'>;
}

/** The self-test of this browser. Its tries are known by their canary in the list of requests. */
export function createRealSelfTest({ net, clock, requests }: PrivacyParts): SelfTest {
  return createSelfTest({
    clock,
    ownHost: new URL(net.origin).host,
    createCanary() {
      const canary = `readroom-self-test-${randomUuid()}`;
      requests.expectTries(canary);
      return canary;
    },
    others: [workerPlace(clock), serviceWorkerPlace(clock, serviceWorkerController)],
  });
}

/** Evidence of this browser, as it is. */
export function createEvidence(parts: PrivacyParts): EvidenceSource {
  const { net, hashing, clock, models, requests, enforcement } = parts;
  return {
    async collect({ selfTest, signal, onProgress }) {
      const installed = await models.list();
      const browser = await readBrowser();
      const { build, files, sbom } = await readServedFiles(net, hashing, { signal, onProgress });
      return {
        at: clock.now(),
        origin: net.origin,
        build,
        browser,
        enforcement: await enforcement.done,
        selfTest,
        files,
        sbom,
        models: installed.map(evidenceOf).sort((a, b) => (a.manifestSha256 < b.manifestSha256 ? -1 : 1)),
        requests: {
          own: requests.total() - requests.count(),
          foreign: requests.count(),
          selfTest: requests.tries(),
          listed: requests.list(),
        },
      };
    },
  };
}

/** IMPORTANT: hashes alone: names, notes, ids and names of files come from a person. */
function evidenceOf({ manifest, manifestSha256 }: InstalledModel): ModelEvidence {
  return {
    manifestSha256,
    totalBytes: manifest.totalBytes,
    base: manifest.base.files.map(factsOf),
    adapter: (manifest.adapter?.files ?? []).map(factsOf),
    files: manifest.files.map(factsOf),
  };
}

const factsOf = ({ bytes, sha256 }: FileFacts): FileFacts => ({ bytes, sha256 });
