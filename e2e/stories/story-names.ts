/** Of bringing models in (install-stories.ts). */
export const INSTALL_STORY_NAMES = [
  'add-model',
  'add-found',
  'merge',
  'merge-end',
  'merge-problem',
  'jobs',
  'unfinished',
] as const;

export type InstallStoryName = (typeof INSTALL_STORY_NAMES)[number];

/** Of looking after models (library-stories.ts). */
export const LIBRARY_STORY_NAMES = [
  'library',
  'library-one',
  'library-thirty',
  'library-prompt',
  'library-provenance',
  'library-remove',
  'library-verify',
  'library-damaged',
] as const;

export type LibraryStoryName = (typeof LIBRARY_STORY_NAMES)[number];

/** Of what protects the stored text (protection-stories.tsx). */
export const PROTECTION_STORY_NAMES = [
  'demo',
  'protected',
  'backup',
  'audit-log',
  'locked',
  'locked-wait',
  'passphrase-required',
  'policy-unreadable',
] as const;

export type ProtectionStoryName = (typeof PROTECTION_STORY_NAMES)[number];

/** Of the page Privacy and its badge (privacy-stories.ts). */
export const PRIVACY_STORY_NAMES = [
  'privacy',
  'privacy-tested',
  'privacy-leaks',
  'badge',
  'badge-lacking',
  'badge-leaks',
] as const;

export type PrivacyStoryName = (typeof PRIVACY_STORY_NAMES)[number];

/** Every state of the screen that has to look right (stories.ts plays them). */
export const STORY_NAMES = [
  'first-run',
  'installing',
  'empty',
  'typing',
  'streaming',
  'drafted',
  'stale',
  'offer',
  'accepted',
  'error',
  'elsewhere',
  'long',
  'reports',
  'settings',
  'commands',
  'cpu-note',
  'gpu-ready',
  'gpu-checking',
  'wrong-numbers',
  'device-lost',
  'cpu-takes-over',
  'gpu-given-up',
  'gpu-forced',
  'settings-gpu',
  ...INSTALL_STORY_NAMES,
  ...LIBRARY_STORY_NAMES,
  ...PROTECTION_STORY_NAMES,
  ...PRIVACY_STORY_NAMES,
] as const;

export type StoryName = (typeof STORY_NAMES)[number];
