import * as v from 'valibot';
import { ChatTemplateSchema, Sha256Schema } from './model-config.ts';

/** Longer names and notes are a mistake; both are shown and exported. */
export const MAX_NAME_LENGTH = 200;
export const MAX_NOTES_LENGTH = 10_000;
/** Evaluations kept beside one model. */
export const MAX_EVALUATIONS = 100;
/** Files of one source that are named; a checkpoint has a few dozen. */
export const MAX_SOURCE_FILES = 1_000;

const shortText = v.pipe(v.string(), v.maxLength(MAX_NAME_LENGTH));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** ms since the epoch, by the workstation's clock. */
const time = v.pipe(v.number(), v.finite(), v.minValue(0));

/** How a model came into this browser. */
export const MODEL_SOURCES = ['origin', 'merge', 'folder', 'archive'] as const;
export type ModelSourceKind = (typeof MODEL_SOURCES)[number];

/** Figures of one system on one set of reports, ROUGE F1 or a share between 0 and 1 with its 95 % interval. */
const ScoreSchema = v.strictObject({
  value: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  low: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  high: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
});

/**
 * What is counted about honesty (domain/honesty): of the changes made to findings, those that the draft followed
 * (`swap` with the same problems, `swapSides` whatever they are said of, `negation`, `number`); of the drafts, those
 * with at least one fault (the others), `copied` of those that were shown examples; of the changes made to examples
 * alone, those that the draft followed (`exampleSides`, `exampleNumbers`).
 */
export const HONESTY_MEASURES = [
  'swap',
  'swapSides',
  'negation',
  'number',
  'unsupported',
  'speculative',
  'denied',
  'wrongSide',
  'wrongNumber',
  'omitted',
  'marks',
  'copied',
  'exampleSides',
  'exampleNumbers',
] as const;
export type HonestyMeasure = (typeof HONESTY_MEASURES)[number];

/** A data set by its file name and hash, never its content. */
const DataSetSchema = v.strictObject({ name: shortText, sha256: Sha256Schema, reports: count });

/** Share of `cases`; an interval says how far so few of them can be trusted. */
const HonestyRateSchema = v.strictObject({
  measure: v.picklist(HONESTY_MEASURES),
  cases: v.pipe(count, v.minValue(1)),
  rate: ScoreSchema,
});
export type HonestyRate = v.InferOutput<typeof HonestyRateSchema>;

/** What `npm run evaluate -- --summary FILE` writes; it belongs to the one model whose manifest it names. */
export const EvaluationSummarySchema = v.strictObject({
  schemaVersion: v.literal(1),
  modelId: shortText,
  manifestSha256: Sha256Schema,
  data: DataSetSchema,
  /** Left out when the prompts held no examples. */
  examples: v.exactOptional(v.strictObject({ most: v.pipe(count, v.minValue(1)), from: DataSetSchema })),
  /** How a model with canonical sides read the findings; left out for every other model. */
  sides: v.exactOptional(v.picklist(['canonical', 'as-written'])),
  engine: shortText,
  at: time,
  views: v.pipe(
    v.array(
      v.strictObject({
        /** Such as `all`, `unseen findings`, `abnormal`. */
        name: shortText,
        reports: count,
        rouge1: ScoreSchema,
        rouge2: ScoreSchema,
        rougeL: ScoreSchema,
      }),
    ),
    v.minLength(1),
    v.maxLength(20),
  ),
  /** Left out by a run that did not ask for it, and by versions that could not. */
  honesty: v.exactOptional(v.pipe(v.array(HonestyRateSchema), v.maxLength(HONESTY_MEASURES.length))),
});
export type EvaluationSummary = v.InferOutput<typeof EvaluationSummarySchema>;

/** Outcome of asking the loaded model its known answer. */
export const KnownAnswerResultSchema = v.strictObject({
  at: time,
  engine: v.picklist(['cpu', 'webgpu']),
  outcome: v.picklist(['passed', 'failed']),
  /** Positions whose choice was clear enough to be compared, and how many of them agreed. */
  compared: count,
  agreed: count,
  /** For support: what was compared, or what was wrong. */
  detail: shortText,
});
export type KnownAnswerResult = v.InferOutput<typeof KnownAnswerResultSchema>;

/** Outcome of hashing every file again. */
export const VerificationSchema = v.strictObject({
  at: time,
  files: count,
  bytes: count,
  /** Paths of files that are gone or differ. */
  damaged: v.pipe(v.array(shortText), v.maxLength(10_000)),
});
export type Verification = v.InferOutput<typeof VerificationSchema>;

/**
 * What this workstation knows about an installed model beyond its manifest. None of it is covered by the manifest's
 * hash, so a person may change it: nothing here decides what the weights are. Exported beside the model as
 * readroom-details.json and parsed again at import.
 */
export const ModelDetailsSchema = v.strictObject({
  name: v.pipe(shortText, v.minLength(1)),
  notes: v.pipe(v.string(), v.maxLength(MAX_NOTES_LENGTH)),
  source: v.strictObject({
    kind: v.picklist(MODEL_SOURCES),
    /** Names of the files it came from, without folders; empty for our own server. */
    files: v.pipe(v.array(shortText), v.maxLength(MAX_SOURCE_FILES)),
    /** False for a folder that came without a manifest of ours: nothing then vouches for its bytes. */
    verified: v.boolean(),
  }),
  /** Who installed it, as that person wrote it; empty when not told. */
  installedBy: shortText,
  lastUsedAt: v.nullable(time),
  /** In place of the manifest's chat template; null when that is used. */
  prompt: v.nullable(ChatTemplateSchema),
  evaluations: v.pipe(v.array(EvaluationSummarySchema), v.maxLength(MAX_EVALUATIONS)),
  knownAnswer: v.nullable(KnownAnswerResultSchema),
  verification: v.nullable(VerificationSchema),
});
export type ModelDetails = v.InferOutput<typeof ModelDetailsSchema>;

/** Details of a model that has just been installed. */
export function newDetails(name: string, source: ModelDetails['source'], installedBy = ''): ModelDetails {
  return {
    name: name.slice(0, MAX_NAME_LENGTH),
    notes: '',
    source,
    installedBy,
    lastUsedAt: null,
    prompt: null,
    evaluations: [],
    knownAnswer: null,
    verification: null,
  };
}
