import * as v from 'valibot';

/**
 * `/policy.json`: what the site that serves Readroom asks of every workstation (deploy/README.md). What it leaves out is
 * not asked; a name that Readroom does not know is refused, since a rule with a slip of the pen in it would be none.
 */
export const PolicySchema = v.strictObject({
  schemaVersion: v.literal(1),
  /** Nothing is written before there is a passphrase. */
  requirePassphrase: v.optional(v.boolean(), false),
  /** Readroom does not run where the browser enforces less than all of what keeps findings in. */
  requireEnforcement: v.optional(v.boolean(), false),
});

export type Policy = v.InferOutput<typeof PolicySchema>;
