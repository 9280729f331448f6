import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from './lock.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'readroom-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the lock', () => {
  it('keeps a second compilation out, and is free again afterwards, whatever happened', async () => {
    const path = join(folder, 'lock');
    // Process 1 lives as long as the machine.
    writeFileSync(path, '1');
    await expect(withLock(path, 'compilation', () => Promise.resolve())).rejects.toThrow(
      'Another compilation is running',
    );
    rmSync(path);
    await expect(withLock(path, 'compilation', () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
    expect(await withLock(path, 'compilation', () => Promise.resolve('free'))).toBe('free');
  });

  it('of a process that is gone is taken over', async () => {
    const path = join(folder, 'lock');
    // Above the largest process number of Linux and macOS.
    writeFileSync(path, '99999999');
    expect(await withLock(path, 'compilation', () => Promise.resolve('taken'))).toBe('taken');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('of a process that is gone is left to the one that is taking it over', async () => {
    const path = join(folder, 'lock');
    writeFileSync(path, '99999999');
    writeFileSync(`${path}.stale`, '99999999');
    await expect(withLock(path, 'compilation', () => Promise.resolve())).rejects.toThrow('has just begun');
    expect(readFileSync(path, 'utf8')).toBe('99999999');
  });

  it('names its process from the moment it is there', async () => {
    const path = join(folder, 'lock');
    await withLock(path, 'compilation', () => {
      expect(readdirSync(folder)).toEqual(['lock']);
      expect(readFileSync(path, 'utf8')).toBe(String(process.pid));
      return Promise.resolve();
    });
  });
});
