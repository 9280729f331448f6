/** Codes of the browser's storage: installed models and saved reports. */
export const STORE_CODES = {
  'store/quota-exceeded': 'This browser has not enough storage left; free some space and try again.',
} as const;
