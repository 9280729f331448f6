import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicyValue } from '../generate/browser-policies.ts';
import { requireChromium } from './find-chromium.ts';

/** Debian's Chromium reads policies below this folder. */
const POLICY_ROOT = '/etc/chromium';

/**
 * A program that starts Chromium with these policies and with them alone: in a mount namespace of its own, in which the
 * policy folder is an empty file system in memory. No other browser of this machine sees them, and nothing stays behind.
 *
 * @param folder where the program and its policies are put
 * @returns its path, or why this machine cannot do it
 */
export function managedChromium(
  folder: string,
  policies: Readonly<Record<string, PolicyValue>>,
): { readonly path: string } | { readonly reason: string } {
  if (!existsSync(POLICY_ROOT)) return { reason: `there is no ${POLICY_ROOT} to put policies over` };
  const unshare = process.getuid?.() === 0 ? ['unshare', '-m'] : ['unshare', '-U', '-r', '-m'];
  const tried = spawnSync(unshare[0] ?? '', [
    ...unshare.slice(1),
    'mount',
    '-t',
    'tmpfs',
    'tmpfs',
    POLICY_ROOT,
  ]);
  if (tried.status !== 0) return { reason: 'no mount namespace can be made here' };
  const file = join(folder, 'policies.json');
  const path = join(folder, 'managed-chromium');
  writeFileSync(file, JSON.stringify(policies));
  const inside = `mount -t tmpfs tmpfs ${POLICY_ROOT} && mkdir -p ${POLICY_ROOT}/policies/managed && cp '${file}' ${POLICY_ROOT}/policies/managed/ && exec '${requireChromium()}' "$@"`;
  writeFileSync(
    path,
    `#!/bin/sh\nexec ${unshare.join(' ')} sh -c '${inside.replaceAll("'", `'\\''`)}' managed "$@"\n`,
  );
  chmodSync(path, 0o755);
  return { path };
}
