// @vitest-environment jsdom
import '../../testing/dom/node-bytes.ts';
import { createHash } from 'node:crypto';
import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { anchorOf, emptyAnchor, nextEntry, type AuditEntry } from '../../domain/audit/audit-chain.ts';
import { exportAudit, verifyExport } from '../../domain/audit/audit-export.ts';
import { verifyLog } from '../../domain/audit/verify-log.ts';
import type { AuditDesk } from './audit-desk.ts';
import { AuditSection } from './audit-section.tsx';

afterEach(cleanup);

const hash = (text: string): Promise<string> =>
  Promise.resolve(createHash('sha256').update(text, 'utf8').digest('hex'));

/** A log of three entries; returns what was handed out of it. */
async function open(damage: (entries: AuditEntry[]) => readonly unknown[] = (all) => all): Promise<string[]> {
  const entries: AuditEntry[] = [];
  let end = emptyAnchor('3f1c2e64-7d1b-4a8e-9c55-0d2f6a1b7e90');
  for (let number = 0; number < 3; number++) {
    const entry = await nextEntry(end, { kind: 'locked', why: 'asked' }, 1, hash);
    entries.push(entry);
    end = anchorOf(entry);
  }
  const log = { end, isEmpty: false, own: damage(entries), brought: new Map<string, readonly unknown[]>() };
  const saved: string[] = [];
  const desk: AuditDesk = {
    verify: async () => ({ ...(await verifyLog(log, hash)), lost: 0 }),
    compare: async (file) => ({
      ...(await verifyLog(log, hash, file.anchor)),
      lost: 0,
      file: await verifyExport(file, hash),
    }),
    async export() {
      const exported = exportAudit(log, await verifyLog(log, hash));
      saved.push(JSON.stringify(exported));
      return exported;
    },
  };
  render(<AuditSection desk={desk} />);
  return saved;
}

const press = (name: string): Promise<void> => userEvent.click(screen.getByRole('button', { name }));
const compare = (text: string): Promise<void> =>
  userEvent.upload(
    screen.getByLabelText('Verify against an export'),
    new File([text], 'log.json', { type: 'application/json' }),
  );

it('a whole log is exported, and agrees with its export', async () => {
  const saved = await open();
  await press('Export');
  await screen.findByText('The log is exported.');
  await compare(saved[0]!);
  await screen.findByText('The log is whole: 3 entries. It agrees with the export.');
  expect(screen.queryByRole('alert')).toBeNull();
});

it('a damaged log is exported all the same, and the place is named on the screen, in the file and of the file', async () => {
  const saved = await open((entries) => entries.with(1, { ...entries[1]!, at: 2 }));
  await press('Export');
  await screen.findByText('The log is exported as it is; the file names the damage.');
  expect(within(screen.getByRole('alert')).getByText('Entry 2 was altered.')).toBeTruthy();
  expect(JSON.parse(saved[0]!)).toMatchObject({ damage: ['Entry 2 was altered.'], entries: { length: 3 } });

  cleanup();
  await open();
  await compare(saved[0]!);
  expect(await screen.findByText('In the exported file: Entry 2 was altered.')).toBeTruthy();
  expect(screen.getByRole('status').textContent).toBe('');
});

it('nothing else is taken for an export', async () => {
  await open();
  await compare('{"format":"readroom-audit-log","version":3}');
  expect((await screen.findByRole('alert')).textContent).toContain('not an audit log that Readroom exported');
});
