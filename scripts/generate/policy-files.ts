import {
  BROWSER_POLICIES,
  ORIGIN_PLACEHOLDER,
  type BrowserPolicy,
  type PolicyValue,
} from './browser-policies.ts';

const NOTE =
  'Written by `npm run generate` from scripts/generate/browser-policies.ts; put your own address in.';

type Browser = BrowserPolicy['in'][number];

const REGISTRY: Readonly<Record<Browser, string>> = {
  chrome: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Google\\Chrome',
  edge: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Edge',
};

/** Policies for a browser that is kept for this app alone, by file name under deploy/policies. */
export function policyFiles(): Readonly<Record<string, string>> {
  return {
    'chrome.json': linux('chrome'),
    'edge.json': linux('edge'),
    'chrome.reg': windows('chrome'),
    'edge.reg': windows('edge'),
    'com.google.Chrome.plist': mac('chrome'),
    'com.microsoft.Edge.plist': mac('edge'),
    'reasons.md': reasons(),
  };
}

/** Name → value for one browser, as its JSON file has them. */
export function policiesOf(
  browser: Browser,
  origin: string = ORIGIN_PLACEHOLDER,
): Record<string, PolicyValue> {
  return Object.fromEntries(
    BROWSER_POLICIES.filter((policy) => policy.in.includes(browser)).map(({ name, value }) => [
      name,
      typeof value === 'object' ? listFor(value, browser, origin) : value,
    ]),
  );
}

function listFor(list: readonly string[], browser: Browser, origin: string): string[] {
  const other = browser === 'chrome' ? 'edge://' : 'chrome://';
  return list
    .filter((entry) => !entry.startsWith(other))
    .map((entry) => (entry === ORIGIN_PLACEHOLDER ? origin : entry));
}

function linux(browser: Browser): string {
  return `${JSON.stringify(policiesOf(browser), null, 2)}\n`;
}

function windows(browser: Browser): string {
  const key = REGISTRY[browser];
  const entries = Object.entries(policiesOf(browser));
  const single = entries.flatMap(([name, value]) =>
    typeof value === 'object' ? [] : [`"${name}"=${registryValue(value)}`],
  );
  const lists = entries.flatMap(([name, value]) =>
    typeof value === 'object'
      ? ['', `[${key}\\${name}]`, ...value.map((entry, index) => `"${index + 1}"="${entry}"`)]
      : [],
  );
  // The registry editor wants this first line and Windows line ends.
  return [
    'Windows Registry Editor Version 5.00',
    '',
    `; ${NOTE}`,
    '',
    `[${key}]`,
    ...single,
    ...lists,
    '',
  ].join('\r\n');
}

function registryValue(value: boolean | number | string): string {
  if (typeof value === 'string') return `"${value}"`;
  return `dword:${Number(value).toString(16).padStart(8, '0')}`;
}

function mac(browser: Browser): string {
  const lines = Object.entries(policiesOf(browser)).map(
    ([name, value]) => `  <key>${name}</key>\n  ${plistValue(value)}`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- ${NOTE} -->
<plist version="1.0">
<dict>
${lines.join('\n')}
</dict>
</plist>
`;
}

function plistValue(value: PolicyValue): string {
  if (typeof value === 'boolean') return value ? '<true/>' : '<false/>';
  if (typeof value === 'number') return `<integer>${value}</integer>`;
  if (typeof value === 'string') return `<string>${value}</string>`;
  return `<array>${value.map((entry) => `<string>${entry}</string>`).join('')}</array>`;
}

function reasons(): string {
  const lines = BROWSER_POLICIES.map(
    ({ name, value, in: browsers, why }) =>
      `- \`${name}\` = \`${JSON.stringify(value)}\` (${browsers.map((browser) => (browser === 'chrome' ? 'Chrome' : 'Edge')).join(', ')}): ${why}.`,
  );
  return `# Each policy and its reason

${NOTE.replaceAll('`', '')}

${lines.join('\n')}
`;
}
