/** Codes of what protects stored text: passphrase, lock, backup, audit log. */
export const VAULT_CODES = {
  'vault/wrong-passphrase': 'This is not the passphrase.',
  'vault/too-many-tries': 'Too many wrong passphrases; wait a little before the next try.',
  'vault/weak-passphrase': 'This passphrase is too easy to guess; choose a longer one.',
  'vault/locked': 'Readroom was locked; unlock it and try again.',
  'vault/damaged': 'The record that protects the stored reports is damaged; restore a backup.',
  'vault/newer-version': 'These reports were stored by a newer Readroom; reload the page to get it.',
  'vault/unreadable-record': 'A stored record is damaged or was altered, so it was not opened.',
  'vault/busy': 'Another tab is changing the passphrase; wait for it and try again.',
  'audit/damaged': 'The audit log is damaged or was altered.',
  'backup/not-a-backup': 'This file is not a backup made by Readroom.',
  'backup/newer-version': 'This backup was made by a newer Readroom; use that one to restore it.',
  'backup/truncated': 'The backup ends too early; copy it again from where it was kept.',
  'backup/damaged': 'The backup is damaged or was altered, so nothing of it was restored.',
  'backup/wrong-passphrase': 'This is not the passphrase of this backup, or the backup is damaged.',
  'backup/over-limit': 'The backup claims sizes beyond any real one, so it was refused.',
  'backup/not-written': 'The backup could not be written; check that there is room and permission.',
} as const;
