/** Codes of the application shell, of drafting and of reports. */
export const APP_CODES = {
  'app/unexpected': 'Something went wrong inside Readroom; your text is kept.',
  'app/no-webassembly': 'This browser cannot run WebAssembly, which the drafting model needs.',
  'app/no-storage': 'This browser gives Readroom no storage, so reports and models cannot be kept.',
  'app/not-isolated':
    'This page was served without its isolation headers, so drafting runs on a single processor thread.',
  'app/not-enforced':
    'This site asks that the browser keeps every connection inside, and here it does not; Readroom does not start.',
  'app/insecure-context': 'Readroom must be opened over HTTPS or from this computer itself.',
  'app/policy-unreadable':
    'What this site asks of Readroom (policy.json) could not be read; tell whoever looks after the server.',
  'app/no-model-served': 'This server offers no drafting model; build one and start the server again.',
  'app/clipboard-refused':
    'The browser did not allow copying; select the text and copy it with the keyboard.',
  'draft/findings-too-long':
    'The findings are longer than the model can read at once; shorten them to get a draft.',
  'draft/empty': 'The model wrote nothing for these findings; try again or write the impression yourself.',
  'report/not-saved': 'The last changes are not saved yet; they stay on screen while Readroom tries again.',
  'report/changed-elsewhere': 'This report was changed in another tab.',
  'report/deleted-elsewhere': 'This report was deleted in another tab.',
  'report/database-unavailable': 'The reports on this computer could not be opened.',
  'report/unreadable': 'A stored report is damaged and could not be read.',
} as const;
