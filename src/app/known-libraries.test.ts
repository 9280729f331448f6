import { expect, it } from 'vitest';
import { ReadroomError } from '../domain/errors/readroom-error.ts';
import { createManualClock } from '../platform/clock/manual-clock.ts';
import { tinyLibrary } from '../testing/generators/tiny-library.ts';
import { createKnownLibraries } from './known-libraries.ts';

const KEPT = tinyLibrary({ name: 'kept' });
const OFFERED = tinyLibrary({ name: 'offered' });

it('remembers what the server offered when it cannot be reached any more', async () => {
  const clock = createManualClock();
  let online = true;
  const known = createKnownLibraries(
    { list: () => Promise.resolve(online ? [KEPT, OFFERED] : [KEPT]) },
    clock,
  );
  await clock.advance(10_000);
  online = false;
  expect(await known.read()).toEqual({ libraries: [KEPT], outOfReach: [OFFERED] });
  online = true;
  expect(await known.read()).toEqual({ libraries: [KEPT, OFFERED], outOfReach: [] });
});

it('knows none where the list cannot be read', async () => {
  const list = (): Promise<never> => Promise.reject(new ReadroomError('net/bad-library-index'));
  const known = createKnownLibraries({ list }, createManualClock());
  expect(await known.read()).toEqual({ libraries: [], outOfReach: [] });
});
