import * as v from 'valibot';
import { Sha256Schema } from '../model/model-config.ts';
import { DraftOutcomeSchema } from '../report/report.ts';
import type { Settings } from '../settings/settings.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const reportId = v.pipe(v.string(), v.uuid());

/** Settings whose change is worth an entry; the values stay out, since some are a person's words. */
export const SETTING_NAMES = [
  'pauseMs',
  'threads',
  'theme',
  'engine',
  'activeModel',
  'learnFromReports',
  'installedBy',
  'autoLockMinutes',
  'lockOnClose',
] as const satisfies readonly (keyof Settings)[];

const anchor = { entries: count, head: Sha256Schema };

/**
 * What can have happened.
 *
 * IMPORTANT: ids, hashes, counts and names of closed lists only. There is no field that could hold words of a report, and
 * none for a hash of such words either: many impressions are short and common, so that their hash would give them away.
 */
export const AuditEventSchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('model-loaded'),
    manifestSha256: Sha256Schema,
    engine: v.picklist(['cpu', 'webgpu']),
  }),
  v.strictObject({
    kind: v.literal('draft-shown'),
    reportId,
    findingsRevision: count,
    manifestSha256: Sha256Schema,
    /** Of the prompt, where a person had put another one in the place of the model's own. */
    promptSha256: v.nullable(Sha256Schema),
    outcome: DraftOutcomeSchema,
  }),
  v.strictObject({ kind: v.literal('draft-accepted'), reportId, findingsRevision: count }),
  v.strictObject({ kind: v.literal('impression-edited'), reportId, findingsRevision: count }),
  v.strictObject({ kind: v.literal('report-deleted'), reportId }),
  v.strictObject({ kind: v.literal('report-brought-back'), reportId }),
  v.strictObject({ kind: v.literal('exported'), reportId, what: v.picklist(['impression', 'report']) }),
  v.strictObject({
    kind: v.literal('unlocked'),
    by: v.picklist(['passphrase', 'demo']),
    /** Wrong passphrases since the last right one. */
    failedTries: count,
  }),
  v.strictObject({
    kind: v.literal('locked'),
    why: v.picklist(['asked', 'idle', 'other-tab', 'tab-closed']),
  }),
  v.strictObject({
    kind: v.literal('settings-changed'),
    names: v.pipe(v.array(v.picklist(SETTING_NAMES)), v.maxLength(SETTING_NAMES.length)),
  }),
  v.strictObject({
    kind: v.literal('passphrase-changed'),
    how: v.picklist(['set', 'changed', 'strengthened']),
  }),
  /** Somebody at an unlocked page did not know the passphrase of now. */
  v.strictObject({ kind: v.literal('passphrase-change-refused') }),
  v.strictObject({ kind: v.literal('backup-made'), reports: count, digest: Sha256Schema }),
  v.strictObject({ kind: v.literal('backup-restored'), reports: count, digest: Sha256Schema }),
  v.strictObject({ kind: v.literal('audit-exported'), ...anchor }),
]);
export type AuditEvent = v.InferOutput<typeof AuditEventSchema>;
