import { ENGINE_CODES } from './codes/engine.ts';
import { FORMAT_CODES } from './codes/format.ts';
import { PIPELINE_CODES } from './codes/pipeline.ts';
import { APP_CODES } from './codes/app.ts';
import { LIBRARY_CODES } from './codes/library.ts';
import { OFFLINE_CODES } from './codes/offline.ts';
import { PRIVACY_CODES } from './codes/privacy.ts';
import { STORE_CODES } from './codes/store.ts';
import { VAULT_CODES } from './codes/vault.ts';

/** Every error code with its one sentence for the radiologist. */
export const SENTENCES = {
  ...APP_CODES,
  ...ENGINE_CODES,
  ...FORMAT_CODES,
  ...LIBRARY_CODES,
  ...OFFLINE_CODES,
  ...PIPELINE_CODES,
  ...PRIVACY_CODES,
  ...STORE_CODES,
  ...VAULT_CODES,
} as const;

export type ErrorCode = keyof typeof SENTENCES;

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(SENTENCES, value);
}
