import { asReadroomError } from '../domain/errors/as-readroom-error.ts';
import type { FileSet } from '../domain/io/byte-source.ts';
import type { MergeInspection } from '../domain/model/merge-facts.ts';
import { inspectMerge } from '../pipeline/recognise/inspect-merge.ts';
import { createWebHashing } from '../platform/crypto/web-hashing.ts';
import type { NamedFile } from '../platform/files/chosen-files.ts';
import { webFileSet } from '../platform/files/web-files.ts';
import type { RpcHandler } from './rpc-server.ts';

/** What the chosen files are and would make; every fault of theirs comes back as a problem. */
export const inspectMergeHandler: RpcHandler<'pipeline/inspect'> = async (request, { signal }) => {
  const problems: MergeInspection['problems'][number][] = [];
  const filesOf = (where: 'base' | 'adapter', files: readonly NamedFile[]): FileSet | null => {
    try {
      return webFileSet(files);
    } catch (error) {
      problems.push({ where, error: asReadroomError(error).toTransfer() });
      return null;
    }
  };
  const base = filesOf('base', request.base);
  const adapter = request.adapter && filesOf('adapter', request.adapter);
  if (base === null || problems.length > 0) {
    const nothing = { base: null, adapter: null, suggestion: null, templateFrom: null };
    return { ...nothing, problems, outputBytes: {}, weightBytes: {}, specialTokens: [] };
  }
  const { baseLabel, adapterSha256 = null } = request;
  return inspectMerge({ base, baseLabel, adapter, adapterSha256 }, createWebHashing(), signal);
};
