/** Codes of the page "Privacy". */
export const PRIVACY_CODES = {
  'privacy/bad-decoy': 'A decoy is a host name or an address, with a port if it needs one.',
  'privacy/own-decoy': 'The decoy must be another host than the one that serves this page.',
  'privacy/no-file-list': 'This server does not say which files it serves, so they cannot be compared.',
  'privacy/over-limit': 'The server sent far more than its list of files announces; nothing was exported.',
} as const;
