import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ToolError } from './tool-error.ts';

/**
 * Holds a lock file while `work` runs: two compilations at once would each write an index without the other's library,
 * and two installations each other's packages. A lock whose process is gone is taken over.
 * @param what what the lock stands for, as in "Another … is running"
 * @throws ToolError when another process holds it
 */
export async function withLock<T>(path: string, what: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  if (!tryTake(path)) {
    const content = contentOf(path);
    const holder = livingProcess(content);
    if (holder !== null) throw new ToolError(`Another ${what} is running (process ${holder}).`);
    removeStale(path, what, content);
    if (!tryTake(path)) throw new ToolError(`Another ${what} has just begun.`);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** The file appears with its content in it: an empty one could be taken for a stale one. */
function tryTake(path: string): boolean {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    return linked(own, path);
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * Removes a lock that still has the content of a process that is gone. Of two that find it stale only one may, or the
 * second would remove what the first has put there meanwhile: the second name that it gets for this decides who.
 */
function removeStale(path: string, what: string, content: string): void {
  const claim = `${path}.stale`;
  try {
    if (!linked(path, claim)) {
      throw new ToolError(`Another ${what} has just begun; if none is running, remove ${claim}.`);
    }
  } catch (error) {
    // Released meanwhile: there is nothing to remove any more.
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  try {
    if (contentOf(claim) === content) rmSync(path, { force: true });
  } finally {
    rmSync(claim, { force: true });
  }
}

/** Gives a file a second name; false where that name is taken. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The living process that a lock names, or null. */
function livingProcess(content: string): number | null {
  const pid = Number(content);
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return null;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return hasCode(error, 'EPERM') ? pid : null;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
