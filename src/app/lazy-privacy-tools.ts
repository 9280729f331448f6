import type { EvidenceSource } from '../platform/privacy/evidence-port.ts';
import type { SelfTest } from '../platform/self-test/self-test-port.ts';
import type { PrivacyParts } from './privacy-tools.ts';

/** The self-test and the evidence, loaded when they are first used: reporting does not wait for them. */
export function lazyPrivacyTools(parts: PrivacyParts): {
  readonly selfTest: SelfTest;
  readonly evidence: EvidenceSource;
} {
  return {
    selfTest: {
      ownHost: new URL(parts.net.origin).host,
      async run(options) {
        const { createRealSelfTest } = await import('./privacy-tools.ts');
        return await createRealSelfTest(parts).run(options);
      },
    },
    evidence: {
      async collect(options) {
        const { createEvidence } = await import('./privacy-tools.ts');
        return await createEvidence(parts).collect(options);
      },
    },
  };
}
