/** Codes of keeping the app itself in the browser, for work without a network. */
export const OFFLINE_CODES = {
  'offline/unavailable':
    'This browser does not let Readroom keep itself for work without a network; it works while the server is there.',
  'offline/damaged-file':
    'A file of Readroom arrived damaged or altered, so this version was not taken; tell your administrator.',
  'offline/not-kept': 'The browser could not keep the files of Readroom; free some space and try again.',
  'offline/unsaved': 'The report is not saved yet, so the new version waits.',
  'offline/busy': 'Work on a model is not finished, so the new version waits.',
} as const;
