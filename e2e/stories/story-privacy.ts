import { CHANNELS, type ChannelId } from '../../src/domain/privacy/channels.ts';
import { judgeEnforcement, type Enforcement } from '../../src/domain/privacy/enforcement.ts';
import type { Observation } from '../../src/domain/privacy/verdict.ts';
import type { Clock } from '../../src/platform/clock/clock.ts';
import type { EnforcementCheck } from '../../src/platform/privacy/enforcement/create-enforcement-check.ts';
import type { EvidenceSource } from '../../src/platform/privacy/evidence-port.ts';
import { createSelfTest } from '../../src/platform/self-test/create-self-test.ts';
import type { SelfTest } from '../../src/platform/self-test/self-test-port.ts';
import { STORY_MODEL } from './manifest.ts';

const HASH = STORY_MODEL.manifestSha256;
/** Of these a page is told nothing, whatever becomes of them. */
const SILENT: readonly ChannelId[] = ['manifest', 'preconnect', 'dns-prefetch'];

const WHOLE = judgeEnforcement({
  headers: null,
  workerHeaders: null,
  allowlistRefused: true,
  policyRefused: true,
  isolated: true,
});

/** What was seen of the browser; never done where it is null. */
export function storyEnforcement(enforcement: Enforcement | null = WHOLE): EnforcementCheck {
  return {
    current: () => enforcement,
    subscribe: () => () => undefined,
    done: enforcement === null ? new Promise(() => undefined) : Promise.resolve(enforcement),
  };
}

/** A self-test whose page says what it is told to, and that has no other place. */
export function storySelfTest(clock: Clock, leaking: readonly ChannelId[] = []): SelfTest {
  return createSelfTest({
    clock,
    ownHost: 'ris.example',
    createCanary: () => 'canary',
    others: [],
    async inPage({ onObserved, signal }) {
      for (const { id, places, notTried } of CHANNELS) {
        if (notTried !== undefined || !places.includes('page')) continue;
        await clock.sleep(2, signal);
        onObserved({ channel: id, observation: observationOf(id, leaking), at: clock.now(), ms: 2 });
      }
    },
  });
}

function observationOf(id: ChannelId, leaking: readonly ChannelId[]): Observation {
  if (leaking.includes(id)) return { answered: true, rules: [], failed: false };
  if (SILENT.includes(id)) return { answered: false, rules: [], failed: false };
  return { answered: false, rules: ['connect-src'], failed: true };
}

/** Evidence of a build of two files, one of which came otherwise than it was built. */
export function storyEvidence(clock: Pick<Clock, 'now'>): EvidenceSource {
  return {
    collect({ selfTest, onProgress }) {
      onProgress(2, 2);
      return Promise.resolve({
        at: clock.now(),
        origin: 'https://ris.example',
        build: HASH,
        browser: {
          userAgent: 'Example/1',
          brands: ['Example 1.0'],
          platform: 'Example',
          secureContext: true,
          crossOriginIsolated: true,
          serviceWorker: false,
        },
        enforcement: WHOLE,
        selfTest,
        files: [
          {
            path: '/',
            listed: { bytes: 3, sha256: HASH },
            got: { bytes: 3, sha256: HASH },
            headers: [['connection-allowlist', '(response-origin)']],
          },
          {
            path: '/assets/app.js',
            listed: { bytes: 3, sha256: HASH },
            got: { bytes: 4, sha256: HASH },
            headers: [],
          },
        ],
        sbom: null,
        models: [],
        requests: { own: 2, foreign: 0, selfTest: 0, listed: [] },
      });
    },
  };
}
