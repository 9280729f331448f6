import type { RecordCipher } from '../crypto/record-cipher.ts';

/** How the stored text of this browser is protected. */
export type Protection =
  /** Nothing is stored yet. */
  | 'empty'
  /** Without a passphrase: the key lies beside what it opens. */
  | 'demo'
  /** The key is wrapped by a passphrase. */
  | 'passphrase';

export interface OpenVault {
  readonly protection: Exclude<Protection, 'empty'>;
  readonly cipher: RecordCipher;
  /** What opens rows from before a passphrase was set, until all of them are sealed anew. */
  readonly former: RecordCipher | null;
  /** Wrong passphrases since the last right one. */
  readonly failedTries: number;
  /** The key was wrapped anew with stronger parameters. */
  readonly strengthened: boolean;
}

/** Keeps the key to everything that is sealed. */
export interface Vault {
  /** @throws ReadroomError `vault/damaged`, `vault/newer-version`, `report/database-unavailable` */
  protection(): Promise<Protection>;
  /**
   * Makes a key where nothing is sealed yet. @throws ReadroomError `vault/locked` when there is a passphrase,
   * `vault/damaged` when the key of sealed rows is gone, and as above
   */
  openDemo(): Promise<OpenVault>;
  /** How long nobody may try a passphrase, ms. */
  waitBefore(): Promise<number>;
  /** @throws ReadroomError `vault/wrong-passphrase`, `vault/too-many-tries` with the seconds to wait, and as above */
  unlock(passphrase: string): Promise<OpenVault>;
  /**
   * From a demo to a passphrase: a new key, which this page does not have. Rows of the old one are sealed anew after the
   * next unlock. @throws ReadroomError `vault/weak-passphrase`, `vault/locked` when there is one already
   */
  setPassphrase(passphrase: string): Promise<void>;
  /**
   * Wraps the same key anew; no report is touched.
   * @throws ReadroomError as `unlock` does, `vault/weak-passphrase`, `vault/busy`
   */
  changePassphrase(old: string, passphrase: string): Promise<void>;
  /** No row of the former key is left: forgets that key. */
  forgetFormer(): Promise<void>;
}
