/** Codes of the application shell and of reports. */
export const APP_CODES = {
  'app/unexpected': 'Something went wrong inside Readroom; your text is kept.',
} as const;
