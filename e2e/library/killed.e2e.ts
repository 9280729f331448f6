import { createRandom } from '../../src/testing/generators/random.ts';
import { killAndResume, mergeUndisturbed, type KilledMerge } from './support/kill-merge.ts';
import { expect, test } from './support/library-journey.ts';
import { writeQualityTable } from './support/quality-page.ts';

const SEED = Number(process.env['READROOM_SEED'] ?? 3);

for (const [kills, tag] of [
  [3, ''],
  [20, ' @full'],
] as const) {
  test(`a merge killed at any of ${kills} random moments and begun again ends with the hashes of an undisturbed one${tag}`, async ({
    site,
    longMerge: inputs,
    longMergeSha256,
  }) => {
    test.setTimeout(120_000 + kills * 60_000);
    const undisturbed = await mergeUndisturbed(site.url, inputs);
    expect(undisturbed.manifestSha256).toBe(longMergeSha256);
    const random = createRandom(SEED);
    const runs: KilledMerge[] = [];
    for (let kill = 0; kill < kills; kill++) {
      const afterMs = random.integer(Math.round(undisturbed.milliseconds));
      const run = await killAndResume(site.url, inputs, afterMs);
      runs.push(run);
      expect(run.model, `seed ${SEED}, killed after ${afterMs} ms`).toMatchObject({
        manifestSha256: undisturbed.manifestSha256,
        files: undisturbed.files,
      });
      expect(run.damaged).toEqual([]);
      // What a crash had finished is used again, not made again; the last shard may be there without the journal's knowing.
      if (run.foundBytes > 65 * 2 ** 20 && run.found === 'unfinished')
        expect(run.resumedBytes).toBeGreaterThan(0);
    }
    // A test that always killed too early or too late would prove little.
    expect(runs.some(({ found }) => found === 'unfinished')).toBe(true);
    if (tag !== '') await writeQualityTable('killed', killedTable(runs, undisturbed.milliseconds));
  });
}

function killedTable(runs: readonly KilledMerge[], undisturbedMs: number): string {
  const rows = runs.map(({ afterMs, progress, found, foundBytes, resumedBytes, damaged }) => {
    const at = progress === null ? 'before any progress' : `${progress.phase}, ${progress.item}`;
    const equal = damaged.length === 0 ? 'the same' : 'DIFFERENT';
    const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
    return `| ${(afterMs / 1000).toFixed(1)} | ${at} | ${found} | ${megabytes(foundBytes)} | ${megabytes(resumedBytes)} | ${equal} |`;
  });
  return [
    `Seed ${SEED}; undisturbed the merge took ${(undisturbedMs / 1000).toFixed(1)} s.`,
    '',
    '| killed after, s | doing | next start found | MB here | MB taken over | final hashes |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
