import * as v from 'valibot';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { ModelDetailsSchema } from '../../domain/model/model-details.ts';
import type { ModelRecord, ModelsDatabase } from './databases.ts';
import type { DetailsChange } from './model-store-port.ts';
import { detailsOf } from './record-details.ts';
import { transact } from './transact.ts';

/**
 * Changes the details of a listed model, whole or damaged, in one transaction: two tabs that change different things
 * lose neither.
 * @throws ReadroomError `store/not-installed`, `library/bad-details`, `library/bad-evaluation`, `store/…`
 */
export function changeDetails(
  own: ModelsDatabase,
  id: string,
  change: DetailsChange,
  { manifestSha256 }: { readonly manifestSha256?: string } = {},
): Promise<ModelRecord> {
  return transact(own, [own.models], id, async (write) => {
    const record = await own.models.get(id);
    if (record === undefined) throw new ReadroomError('store/not-installed', id);
    if (manifestSha256 !== undefined && manifestSha256 !== record.manifestSha256) return record;
    const changed = { ...record, details: applied(record, change) };
    write(own.models.put(changed));
    return changed;
  });
}

function applied(record: ModelRecord, change: DetailsChange): ModelRecord['details'] {
  const name = change.name?.trim();
  const wanted = { ...detailsOf(record), ...change, ...(name !== undefined && { name }) };
  const parsed = v.safeParse(ModelDetailsSchema, wanted);
  if (!parsed.success) throw new ReadroomError('library/bad-details', v.getDotPath(parsed.issues[0]) ?? '');
  const foreign = parsed.output.evaluations.some(
    ({ manifestSha256 }) => manifestSha256 !== record.manifestSha256,
  );
  if (foreign) throw new ReadroomError('library/bad-evaluation', record.id);
  return parsed.output;
}
