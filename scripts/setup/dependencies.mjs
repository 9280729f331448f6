import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PreparationError, ROOT, run } from './run.mjs';

const OLDEST_NODE = [20, 19];

/** A Node that can run the project, and its packages. */
export async function prepareNode() {
  checkNode();
  await ensureDependencies();
}

/** Stops early, with the reason, on a Node that cannot run the project. */
function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new PreparationError(
    `Readroom needs Node.js ${OLDEST_NODE.join('.')} or later; this is ${process.versions.node}.`,
  );
}

/** Installs node_modules when something in it is missing or of another version than package-lock.json says. */
async function ensureDependencies() {
  if (dependenciesAreCurrent()) return;
  console.log('Installing the JavaScript packages (npm ci; a minute or two the first time) …');
  const { code } = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) {
    throw new PreparationError(
      'npm ci failed (its message is above). It needs the npm registry, or a mirror set with `npm config set registry`.',
    );
  }
}

/** Compares package-lock.json with the list that npm itself leaves in node_modules. */
function dependenciesAreCurrent() {
  const wanted = packagesOf('package-lock.json');
  const installed = packagesOf('node_modules/.package-lock.json');
  if (wanted === null || installed === null) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    // Packages for other systems are listed in the lock and rightly absent here.
    if (path === '' || entry.optional === true || entry.link === true) return true;
    return installed[path]?.version === entry.version && existsSync(join(ROOT, path));
  });
}

function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(join(ROOT, path), 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}
