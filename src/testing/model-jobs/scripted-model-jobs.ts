import { deferred, type Deferred } from '../../domain/deferred.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { MergeInspection } from '../../domain/model/merge-facts.ts';
import type { ChosenFiles } from '../../platform/files/chosen-files.ts';
import type {
  ImportInspection,
  ImportRequest,
  ImportResult,
  Job,
  JobOptions,
  JobProgress,
  MergeRequest,
  ModelJobs,
} from '../../platform/model-jobs/model-jobs-port.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';

/** A job that goes as far as the test or story tells it. */
export interface ScriptedJob<Request, Result> {
  readonly request: Request;
  readonly isPaused: () => boolean;
  readonly progress: (progress: JobProgress) => void;
  readonly end: Deferred<Result>;
}

export interface ScriptedModelJobs extends ModelJobs {
  readonly merges: ScriptedJob<MergeRequest, InstalledModel>[];
  readonly imports: ScriptedJob<ImportRequest, ImportResult>[];
}

export interface ModelJobsScript {
  readonly inspectMerge?: (base: ChosenFiles, adapter: ChosenFiles | null) => MergeInspection;
  readonly inspectImport?: (files: ChosenFiles) => ImportInspection;
}

/** The slow work's port without the work, for screens only: nothing is read, nothing is computed. */
export function createScriptedModelJobs(script: ModelJobsScript = {}): ScriptedModelJobs {
  const merges: ScriptedModelJobs['merges'] = [];
  const imports: ScriptedModelJobs['imports'] = [];

  const begin = <Request, Result>(
    list: ScriptedJob<Request, Result>[],
    request: Request,
    { signal, onProgress }: JobOptions = {},
  ): Job<Result> => {
    const end = deferred<Result>();
    let paused = false;
    // Not a DOMException: jsdom's own is no Error.
    signal?.addEventListener('abort', () =>
      end.reject(Object.assign(new Error('cancelled'), { name: 'AbortError' })),
    );
    list.push({ request, end, isPaused: () => paused, progress: (progress) => onProgress?.(progress) });
    return { result: end.promise, pause: () => (paused = true), resume: () => (paused = false) };
  };
  const answer = async <Result>(make: (() => Result) | undefined): Promise<Result> => {
    await Promise.resolve();
    if (make === undefined) throw new ReadroomError('library/nothing-here');
    return make();
  };

  return {
    merges,
    imports,
    inspectMerge: (base, adapter) =>
      answer(script.inspectMerge && (() => script.inspectMerge?.(base, adapter) as MergeInspection)),
    inspectImport: (files) =>
      answer(script.inspectImport && (() => script.inspectImport?.(files) as ImportInspection)),
    merge: (request, options) => begin(merges, request, options),
    importModel: (request, options) => begin(imports, request, options),
    verify: () => begin([], null),
    exportModel: () => begin([], null),
    previewPrompt(_of, { template, systemMessage, stop }, findings) {
      const [before = '', after = ''] = template.replace('{system}', systemMessage).split('{findings}');
      const pieces = [
        ...special(before, stop),
        { kind: 'findings', text: findings } as const,
        ...special(after, stop),
      ];
      const tokens = pieces.reduce((sum, { text }) => sum + text.split(/\s+/).filter(Boolean).length, 0);
      return Promise.resolve({ pieces, tokens, exchanged: false, unknownStops: [], specialTokens: stop });
    },
  };
}

function special(
  text: string,
  tokens: readonly string[],
): { readonly kind: 'special' | 'template'; readonly text: string }[] {
  const known = [...tokens, '<s>', '<|im_start|>'];
  const escaped = known.map((token) => token.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return text
    .split(new RegExp(`(${escaped.join('|')})`))
    .filter((part) => part !== '')
    .map((part) => ({ kind: known.includes(part) ? 'special' : 'template', text: part }));
}
