import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import ts from 'typescript';
import { sandboxArguments, softwareWebGpuArguments } from '../browser/chromium-arguments.ts';
import { requireChromium } from '../browser/find-chromium.ts';
import { ROOT } from '../serve/folders.ts';
import { startServer } from '../serve/static-server.ts';
import type { LibraryDriver } from './page/library-driver.ts';

export interface DrivenLibrary {
  /** Calls the driver in the page. */
  call<K extends keyof LibraryDriver>(
    method: K,
    ...args: Parameters<LibraryDriver[K]>
  ): Promise<Awaited<ReturnType<LibraryDriver[K]>>>;
  close(): Promise<void>;
}

/**
 * A Chromium with software WebGPU on a page that holds nothing but web-llm and the library driver: what comes back are
 * token ids and logits of the library itself, without Readroom's engine in between. Served with the app's headers.
 * @param models folder with the model's folder in it
 */
export async function driveLibrary(library: string, models: string): Promise<DrivenLibrary> {
  const executablePath = requireChromium();
  const folder = mkdtempSync(join(tmpdir(), 'readroom-library-'));
  const dist = join(folder, 'dist');
  const profile = join(folder, 'profile');
  writePage(dist, library);
  const server = await startServer({ dist, models, port: 0 });
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: [...softwareWebGpuArguments(), ...sandboxArguments()],
  });
  const close = async (): Promise<void> => {
    await context.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    page.setDefaultTimeout(0);
    await openDriver(page, server.url);
    return {
      call: (method, ...args) => callDriver(page, method, args),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openDriver(page: Page, url: string): Promise<void> {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(url);
  try {
    await page.waitForFunction(() => window.libraryDriver !== undefined, undefined, { timeout: 30_000 });
  } catch (cause) {
    throw new Error(`the driver's page did not start: ${errors.join('; ')}`, { cause });
  }
}

async function callDriver<K extends keyof LibraryDriver>(
  page: Page,
  method: K,
  args: Parameters<LibraryDriver[K]>,
): Promise<Awaited<ReturnType<LibraryDriver[K]>>> {
  const result = await page.evaluate(
    ([name, given]) => {
      const driver = window.libraryDriver as unknown as Record<string, (...args: unknown[]) => unknown>;
      return driver[name]?.(...given);
    },
    [method, args] as [string, unknown[]],
  );
  return result as Awaited<ReturnType<LibraryDriver[K]>>;
}

function writePage(dist: string, library: string): void {
  mkdirSync(dist, { recursive: true });
  copyFileSync(createRequire(import.meta.url).resolve('@mlc-ai/web-llm'), join(dist, 'web-llm.js'));
  copyFileSync(library, join(dist, 'library.wasm'));
  const source = readFileSync(join(ROOT, 'scripts/prove/page/library-driver.ts'), 'utf8');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  writeFileSync(join(dist, 'driver.js'), outputText);
  writeFileSync(
    join(dist, 'index.html'),
    '<!doctype html><title>Library driver</title><script type="module" src="/driver.js"></script>',
  );
}
