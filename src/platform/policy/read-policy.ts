import * as v from 'valibot';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { PolicySchema, type Policy } from '../../domain/policy/policy.ts';
import type { Clock } from '../clock/clock.ts';
import { within } from '../clock/within.ts';
import type { OriginFetch } from '../net/origin-fetch.ts';
import { POLICY_PATH } from '../net/own-path.ts';

/** A server that says nothing for so long is taken for absent, ms: the file is a few bytes. */
const LIMIT_MS = 5_000;

/** What is asked where nobody can be asked: the service worker answers with the last file before it comes to this. */
const NOTHING: Policy = { schemaVersion: 1, requirePassphrase: false, requireEnforcement: false };

/**
 * What the site asks. A file that is missing or makes no sense is an error and not a site without rules: one that has some
 * would not learn that they do not count.
 * @throws ReadroomError `app/policy-unreadable`
 */
export async function readPolicy(net: OriginFetch, clock: Pick<Clock, 'after'>): Promise<Policy> {
  const response = await within(clock, LIMIT_MS, net.get(POLICY_PATH).catch(absence), null);
  if (response === null) return NOTHING;
  const json: unknown = await response.json().catch(() => null);
  const parsed = v.safeParse(PolicySchema, json);
  if (parsed.success) return parsed.output;
  throw new ReadroomError('app/policy-unreadable', v.getDotPath(parsed.issues[0]) ?? 'not an object');
}

function absence(error: unknown): null {
  const { code, detail } = asReadroomError(error);
  if (code === 'net/offline') return null;
  throw new ReadroomError('app/policy-unreadable', detail);
}
