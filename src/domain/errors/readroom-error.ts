import { SENTENCES, type ErrorCode } from './catalog.ts';

/** A JSON-safe image of a ReadroomError, for crossing a worker or being shown under "details". */
export interface TransferredError {
  readonly code: ErrorCode;
  readonly detail: string;
}

/**
 * Every failure that Readroom names. `code` is stable (`area/what`), `sentence` is for the radiologist,
 * `detail` is for support.
 *
 * IMPORTANT: neither may hold findings or impression text; `detail` names files, tensors, sizes and limits only.
 */
export class ReadroomError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;

  constructor(code: ErrorCode, detail = '', options?: { readonly cause?: unknown }) {
    super(detail === '' ? code : `${code}: ${detail}`, options);
    this.name = 'ReadroomError';
    this.code = code;
    this.detail = detail;
  }

  /** One sentence a radiologist understands. */
  get sentence(): string {
    return SENTENCES[this.code];
  }

  toTransfer(): TransferredError {
    return { code: this.code, detail: this.detail };
  }

  static fromTransfer(image: TransferredError): ReadroomError {
    return new ReadroomError(image.code, image.detail);
  }
}

export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
