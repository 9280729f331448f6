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
] as const;

export type StoryName = (typeof STORY_NAMES)[number];
