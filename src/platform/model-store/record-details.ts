import * as v from 'valibot';
import { ModelDetailsSchema, newDetails, type ModelDetails } from '../../domain/model/model-details.ts';

interface Described {
  readonly manifest: { readonly displayName: string };
  readonly details?: unknown;
}

/**
 * The details of a stored model. Records from before details existed, which a tab with an older build may still write,
 * came from our own server.
 */
export function detailsOf({ manifest, details }: Described): ModelDetails {
  const parsed = v.safeParse(ModelDetailsSchema, details);
  if (parsed.success) return parsed.output;
  return newDetails(manifest.displayName, { kind: 'origin', files: [], verified: true });
}
