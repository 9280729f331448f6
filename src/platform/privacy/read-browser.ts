import type { BrowserFacts } from '../../domain/privacy/evidence/evidence.ts';
import { serviceWorkerController } from '../self-test/controller.ts';

/** User-agent client hints, which TypeScript's DOM library has no types for. */
interface AgentData {
  getHighEntropyValues(hints: readonly string[]): Promise<{
    readonly fullVersionList?: readonly { readonly brand: string; readonly version: string }[];
    readonly platform?: string;
    readonly platformVersion?: string;
  }>;
}

/** What a page can learn of the browser that it runs in. */
export async function readBrowser(): Promise<BrowserFacts> {
  const { userAgentData } = navigator as Navigator & { readonly userAgentData?: AgentData };
  const hints = await userAgentData?.getHighEntropyValues(['fullVersionList', 'platformVersion']);
  return {
    userAgent: navigator.userAgent,
    brands: (hints?.fullVersionList ?? []).map(({ brand, version }) => `${brand} ${version}`),
    platform: [hints?.platform, hints?.platformVersion].filter(Boolean).join(' '),
    secureContext: globalThis.isSecureContext,
    crossOriginIsolated: globalThis.crossOriginIsolated,
    serviceWorker: serviceWorkerController() !== null,
  };
}
