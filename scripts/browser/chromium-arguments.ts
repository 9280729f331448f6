/** One list, because a second `--disable-features` replaces the first, Playwright's own included. */
const DISABLED_FEATURES = [
  // Asks Google what the fields of a form are for, whatever the page's headers say.
  'AutofillServerCommunication',
  // Calls of Chromium's own at the start or in the background.
  'AimEnabled',
  'CertificateTransparencyComponentUpdater',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PreconnectToSearch',
  'Translate',
  // As Playwright has them: plain HTTP stays plain, frames paint at once, profiles are kept.
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'PaintHolding',
];

/**
 * Switches for a Chromium that only we talk to: nothing of its own goes out to update, sync or report, so
 * that whatever the net log shows is the page's doing.
 */
export const QUIET_CHROMIUM: readonly string[] = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  `--disable-features=${DISABLED_FEATURES.join(',')}`,
  '--disable-sync',
  '--disable-gpu',
  '--metrics-recording-only',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
  '--no-proxy-server',
  // Chromium asks for its own sign-in state and updates whatever the switches above say: to a closed port here.
  '--gaia-url=http://127.0.0.1:9',
  '--google-apis-url=http://127.0.0.1:9',
  '--component-updater=url-source=http://127.0.0.1:9/',
];

/** Chromium refuses its sandbox to root, as in most build containers; everyone else keeps it. */
export function sandboxArguments(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}
