import * as v from 'valibot';
import { ModelIdSchema } from '../model/model-config.ts';
import { MAX_NAME_LENGTH } from '../model/model-details.ts';

export const THEMES = ['dark', 'light', 'system'] as const;
export type Theme = (typeof THEMES)[number];

/** `auto`: the graphics card when it can, else the processor; the others force one. */
export const ENGINE_CHOICES = ['auto', 'webgpu', 'cpu'] as const;
export type EngineChoice = (typeof ENGINE_CHOICES)[number];

/** Shortest and longest pause that still feels like following the typing, ms. */
export const PAUSE_LIMITS_MS = { min: 200, max: 5_000 } as const;
/** More threads than any reading-room workstation has cores are a mistake. */
export const MAX_THREADS = 64;

/** Minutes without a key or a movement after which Readroom locks; 0: never. */
export const AUTO_LOCK_MINUTES = [0, 2, 5, 10, 15, 30, 60] as const;

export const SettingsSchema = v.strictObject({
  pauseMs: v.pipe(v.number(), v.integer(), v.minValue(PAUSE_LIMITS_MS.min), v.maxValue(PAUSE_LIMITS_MS.max)),
  /** null: the engine chooses. */
  threads: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_THREADS))),
  theme: v.picklist(THEMES),
  /** Settings stored before there was a choice have none. */
  engine: v.optional(v.picklist(ENGINE_CHOICES), 'auto'),
  /** The model that drafts; null: the one that this origin offers first, else any that is installed. */
  activeModel: v.optional(v.nullable(ModelIdSchema), null),
  /** Whether earlier reports of this browser are shown to the model as examples. */
  learnFromReports: v.optional(v.boolean(), false),
  /** Who installs models, as that person last wrote it. */
  installedBy: v.optional(v.pipe(v.string(), v.maxLength(MAX_NAME_LENGTH)), ''),
  /** Counts only where there is a passphrase. */
  autoLockMinutes: v.optional(v.picklist(AUTO_LOCK_MINUTES), 10),
  /** Closing one tab locks the others. */
  lockOnClose: v.optional(v.boolean(), false),
});
export type Settings = v.InferOutput<typeof SettingsSchema>;

/** Dark as reading rooms are; a pause that lets a sentence be finished. */
export const DEFAULT_SETTINGS: Settings = {
  pauseMs: 600,
  threads: null,
  theme: 'dark',
  engine: 'auto',
  activeModel: null,
  learnFromReports: false,
  installedBy: '',
  autoLockMinutes: 10,
  lockOnClose: false,
};
