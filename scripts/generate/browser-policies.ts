/** A value as Chrome and Edge take it in a policy. */
export type PolicyValue = boolean | number | string | readonly string[];

export interface BrowserPolicy {
  readonly name: string;
  readonly value: PolicyValue;
  readonly in: readonly ('chrome' | 'edge')[];
  /** What would leave, or could be read, without it. */
  readonly why: string;
}

const BOTH = ['chrome', 'edge'] as const;
const CHROME = ['chrome'] as const;
const EDGE = ['edge'] as const;

/** Stands for the address that the app is served from; the one thing that a site has to fill in. */
export const ORIGIN_PLACEHOLDER = 'https://readroom.example';

/**
 * What a managed browser must be told, beside the app's own response headers: extensions and the browser's own services
 * stand above any page. Names and values of Chrome: components/policy/resources/templates/policy_definitions in
 * Chromium's source; of Edge: the policy reference at learn.microsoft.com/deployedge. Policies that only a cloud console
 * can set (GenAiDefaultSettings) are left out: a file with them would promise too much.
 */
export const BROWSER_POLICIES: readonly BrowserPolicy[] = [
  // Where the browser may go, and who else may look into pages.
  { name: 'URLBlocklist', value: ['*'], in: BOTH, why: 'no page but those of the next line opens' },
  {
    name: 'URLAllowlist',
    value: [ORIGIN_PLACEHOLDER, 'chrome://policy', 'chrome://version', 'edge://policy', 'edge://version'],
    in: BOTH,
    why: 'the app itself, and the two pages that show that these policies are in force',
  },
  {
    name: 'ExtensionInstallBlocklist',
    value: ['*'],
    in: BOTH,
    why: 'an extension reads every page and is above its content policy',
  },
  {
    name: 'BlockExternalExtensions',
    value: true,
    in: BOTH,
    why: 'nor do extensions come with other programs',
  },
  {
    name: 'NativeMessagingBlocklist',
    value: ['*'],
    in: BOTH,
    why: 'no extension speaks to a program of this computer',
  },
  {
    name: 'RemoteDebuggingAllowed',
    value: false,
    in: BOTH,
    why: 'no other program reads pages through the debugging port',
  },
  // Sound, pictures, peers.
  {
    name: 'AudioCaptureAllowed',
    value: false,
    in: BOTH,
    why: 'speech recognition of Chrome sends sound away, and has no policy of its own',
  },
  { name: 'VideoCaptureAllowed', value: false, in: BOTH, why: 'no camera' },
  { name: 'ScreenCaptureAllowed', value: false, in: BOTH, why: 'no page records the screen' },
  {
    name: 'WebRtcIPHandling',
    value: 'disable_non_proxied_udp',
    in: CHROME,
    why: 'WebRTC sends no UDP past a proxy',
  },
  {
    name: 'WebRtcLocalhostIpHandling',
    value: 'disable_non_proxied_udp',
    in: EDGE,
    why: 'the same, under the name that Edge has for it',
  },
  { name: 'WebRtcEventLogCollectionAllowed', value: false, in: CHROME, why: 'no logs of WebRTC are sent' },
  { name: 'WebRtcTextLogCollectionAllowed', value: false, in: CHROME, why: 'no logs of WebRTC are sent' },
  { name: 'SpeechRecognitionEnabled', value: false, in: EDGE, why: 'sound would go to a speech service' },
  { name: 'ConfigureOnlineTextToSpeech', value: false, in: EDGE, why: 'text would go to a voice service' },
  // What is typed.
  {
    name: 'SpellCheckServiceEnabled',
    value: false,
    in: CHROME,
    why: 'typed text would go to a spelling service; the local dictionary stays',
  },
  {
    name: 'MicrosoftEditorProofingEnabled',
    value: false,
    in: EDGE,
    why: 'typed text would go to a spelling service',
  },
  {
    name: 'MicrosoftEditorSynonymsEnabled',
    value: false,
    in: EDGE,
    why: 'selected words would go to a service',
  },
  {
    name: 'TextPredictionEnabled',
    value: false,
    in: EDGE,
    why: 'typed text would go to a prediction service',
  },
  {
    name: 'SearchSuggestEnabled',
    value: false,
    in: BOTH,
    why: 'what is typed or pasted into the address bar would be sent',
  },
  {
    name: 'DefaultSearchProviderEnabled',
    value: false,
    in: BOTH,
    why: 'text in the address bar becomes no search',
  },
  { name: 'TranslateEnabled', value: false, in: BOTH, why: 'a translated page is sent' },
  { name: 'AutofillAddressEnabled', value: false, in: BOTH, why: 'asks a server what form fields are for' },
  { name: 'AutofillCreditCardEnabled', value: false, in: BOTH, why: 'the same' },
  { name: 'PaymentMethodQueryEnabled', value: false, in: BOTH, why: 'nothing here is paid' },
  {
    name: 'PasswordManagerEnabled',
    value: false,
    in: BOTH,
    why: 'the passphrase of this computer’s reports is kept by its owner only, and no page has its maker asked about it',
  },
  {
    name: 'DefaultNotificationsSetting',
    value: 2,
    in: BOTH,
    why: 'push messages register with the browser’s maker, under a key that the page chooses',
  },
  // Assistants that read pages.
  { name: 'GeminiSettings', value: 1, in: CHROME, why: 'the assistant may read the open page' },
  { name: 'AIModeSettings', value: 1, in: CHROME, why: 'no entry to it from the address bar' },
  {
    name: 'SearchContentSharingSettings',
    value: 1,
    in: CHROME,
    why: 'neither page content nor a picture of it goes to search',
  },
  { name: 'HelpMeWriteSettings', value: 2, in: CHROME, why: 'typed text would be sent' },
  { name: 'HistorySearchSettings', value: 2, in: CHROME, why: 'contents of pages would be indexed' },
  { name: 'TabCompareSettings', value: 2, in: CHROME, why: 'contents of pages would be sent' },
  { name: 'DevToolsGenAiSettings', value: 2, in: CHROME, why: 'contents of pages would be sent' },
  { name: 'AutofillPredictionSettings', value: 2, in: CHROME, why: 'form contents would be sent' },
  { name: 'VoiceTypingSettings', value: 2, in: CHROME, why: 'dictated text would be sent' },
  { name: 'BuiltInAIAPIsEnabled', value: false, in: BOTH, why: 'no models of the browser’s own' },
  {
    name: 'HubsSidebarEnabled',
    value: false,
    in: EDGE,
    why: 'the assistant in the side bar reads the open page',
  },
  { name: 'CopilotPageContext', value: false, in: EDGE, why: 'page content would be sent' },
  { name: 'EdgeEntraCopilotPageContext', value: false, in: EDGE, why: 'page content would be sent' },
  { name: 'ComposeInlineEnabled', value: false, in: EDGE, why: 'typed text would be sent' },
  { name: 'VisualSearchEnabled', value: false, in: EDGE, why: 'pictures of pages would be sent' },
  // Calls of the browser's own.
  {
    name: 'NetworkPredictionOptions',
    value: 2,
    in: BOTH,
    why: 'no names are looked up and no sockets opened ahead of a click',
  },
  {
    name: 'DnsOverHttpsMode',
    value: 'off',
    in: BOTH,
    why: 'names are asked of the site’s own resolver, where they can be watched',
  },
  { name: 'QuicAllowed', value: false, in: BOTH, why: 'all traffic is TCP, which the firewall sees' },
  { name: 'AlternateErrorPagesEnabled', value: false, in: BOTH, why: 'a failed address would be sent' },
  {
    name: 'ResolveNavigationErrorsUseWebService',
    value: false,
    in: EDGE,
    why: 'a failed address would be sent',
  },
  { name: 'BrowserNetworkTimeQueriesEnabled', value: false, in: BOTH, why: 'a call of its own' },
  { name: 'EnableMediaRouter', value: false, in: BOTH, why: 'no tab is cast, no device is looked for' },
  { name: 'SyncDisabled', value: true, in: BOTH, why: 'nothing is copied to an account' },
  { name: 'BrowserSignin', value: 0, in: BOTH, why: 'no account' },
  { name: 'BackgroundModeEnabled', value: false, in: BOTH, why: 'closed is closed' },
  {
    name: 'MetricsReportingEnabled',
    value: false,
    in: CHROME,
    why: 'no usage and crash reports; a crash report holds memory',
  },
  {
    name: 'DiagnosticData',
    value: 0,
    in: EDGE,
    why: 'no usage and crash reports; a crash report holds memory',
  },
  {
    name: 'UrlKeyedAnonymizedDataCollectionEnabled',
    value: false,
    in: CHROME,
    why: 'addresses would be sent',
  },
  { name: 'PersonalizationReportingEnabled', value: false, in: EDGE, why: 'addresses would be sent' },
  { name: 'DomainReliabilityAllowed', value: false, in: CHROME, why: 'no reports of failed requests' },
  { name: 'UserFeedbackAllowed', value: false, in: BOTH, why: 'feedback carries a picture of the page' },
  { name: 'FeedbackSurveysEnabled', value: false, in: CHROME, why: 'no surveys' },
  {
    name: 'SafeBrowsingProtectionLevel',
    value: 0,
    in: CHROME,
    why: 'a choice: no other site can be opened. 1 sends parts of hashes of addresses and may be set instead; 2 sends page contents and must not',
  },
  {
    name: 'SafeBrowsingDeepScanningEnabled',
    value: false,
    in: CHROME,
    why: 'downloads are not sent for a scan: a backup is one',
  },
  {
    name: 'SmartScreenEnabled',
    value: false,
    in: EDGE,
    why: 'a choice, as above: sends addresses and facts about downloads',
  },
  {
    name: 'AddressBarMicrosoftSearchInBingProviderEnabled',
    value: false,
    in: EDGE,
    why: 'what is typed into the address bar would be sent',
  },
  { name: 'EdgeShoppingAssistantEnabled', value: false, in: EDGE, why: 'addresses would be sent' },
  { name: 'EdgeCollectionsEnabled', value: false, in: EDGE, why: 'page content would be synchronised' },
  { name: 'ShowRecommendationsEnabled', value: false, in: EDGE, why: 'a call of its own' },
  {
    name: 'ExperimentationAndConfigurationServiceControl',
    value: 0,
    in: EDGE,
    why: 'settings do not change from outside',
  },
];
