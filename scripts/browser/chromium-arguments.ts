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

/** Of this machine, and closed: where the few calls end that Chromium makes of its own accord. */
export const QUIET_PORT = 9;

/**
 * Switches for a Chromium that only we talk to: nothing of its own goes out to update, sync or report, so
 * that whatever the net log shows is the page's doing.
 */
const QUIET: readonly string[] = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  `--disable-features=${DISABLED_FEATURES.join(',')}`,
  '--disable-sync',
  '--metrics-recording-only',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
  '--no-proxy-server',
  // Chromium asks for its own sign-in state and updates whatever the switches above say: to a closed port here.
  `--gaia-url=http://127.0.0.1:${QUIET_PORT}`,
  `--google-apis-url=http://127.0.0.1:${QUIET_PORT}`,
  `--component-updater=url-source=http://127.0.0.1:${QUIET_PORT}/`,
];

/** The same without a graphics card: what the CPU engine is measured and tested with. */
export const QUIET_CHROMIUM: readonly string[] = [...QUIET, '--disable-gpu'];

/** The same with WebGPU on a graphics card imitated in software: slow, and right in its numbers. */
export function softwareWebGpuArguments(): string[] {
  return [
    ...QUIET,
    '--enable-unsafe-webgpu',
    '--use-webgpu-adapter=swiftshader',
    // Kernels run on the processor here: on a busy machine slow is not hung.
    '--disable-gpu-watchdog',
  ];
}

/** The same with WebGPU on whatever graphics card this machine has. */
export function hardwareWebGpuArguments(): string[] {
  return [...QUIET, '--enable-unsafe-webgpu', '--ignore-gpu-blocklist', '--enable-features=Vulkan'];
}

/** Chromium refuses its sandbox to root, as in most build containers; everyone else keeps it. */
export function sandboxArguments(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}
