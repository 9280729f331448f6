/** Codes of the browser's storage: installed models and saved reports, and of fetching a model to install. */
export const STORE_CODES = {
  'store/quota-exceeded': 'This browser has not enough storage left; free some space and try again.',
  'store/unavailable': 'This browser does not let Readroom store data; check its privacy settings.',
  'store/blocked': 'Another tab holds an older version of the storage; close the other tabs and try again.',
  'store/write-failed': 'The browser could not store the data; try again.',
  'store/read-failed': 'The browser could not read its stored data; reload the page.',
  'store/not-installed': 'This model is not installed in this browser; install it first.',
  'store/file-missing': 'A file of the installed model is gone; install the model again.',
  'net/offline': 'The Readroom server cannot be reached; check the connection and try again.',
  'net/http-status': 'The Readroom server answered with an error; try again or tell your administrator.',
  'net/foreign-origin': 'Readroom only talks to its own server, so this address was refused.',
  'net/wrong-size': 'A file arrived with the wrong size; try again or tell your administrator.',
  'net/hash-mismatch': 'A file arrived damaged or altered, twice; tell your administrator.',
  'net/bad-manifest': 'The description of the model on the server is not valid; tell your administrator.',
  'net/bad-library-index':
    'The list of compiled model libraries on the server is not valid; tell your administrator.',
  'net/manifest-changed': 'The model on the server is not the one that was announced; reload the page.',
} as const;
