import { readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Route } from 'playwright-core';
import ts from 'typescript';
import { sandboxArguments, softwareWebGpuArguments } from '../../browser/chromium-arguments.ts';
import { requireChromium } from '../../browser/find-chromium.ts';
import type { KernelCase, KernelRun } from './kernel-case.ts';
import type {} from './page/run-kernel.ts';
import type { NamedShader, ShaderFault } from './shader.ts';

const PAGE_SCRIPT = fileURLToPath(new URL('./page/run-kernel.ts', import.meta.url));
/** WebGPU exists on secure pages only; localhost counts as one, and every request to it is answered right here. */
const ORIGIN = 'http://localhost';

export interface SoftwareGpuPage {
  readonly browserVersion: string;
  run(kernelCase: KernelCase, repeats: number): Promise<KernelRun>;
  faults(shaders: readonly NamedShader[]): Promise<ShaderFault[]>;
  workgroupLimit(): Promise<number>;
  close(): Promise<void>;
}

/** A page with software WebGPU and `window.kernelPage`, which can fetch the files of `folder` and nothing else. */
export async function openSoftwareGpuPage(folder: string): Promise<SoftwareGpuPage> {
  const browser: Browser = await chromium.launch({
    executablePath: requireChromium(),
    headless: true,
    args: [...softwareWebGpuArguments(), ...sandboxArguments()],
  });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.route('**/*', (route) => answer(route, folder));
    await page.goto(`${ORIGIN}/`);
    await page.addScriptTag({ type: 'module', content: pageScript() });
    await page.waitForFunction(() => window.kernelPage !== undefined);
    return {
      browserVersion: browser.version(),
      run: (kernelCase, repeats) =>
        page.evaluate(
          ([given, count]) => window.kernelPage?.run(given, count) ?? Promise.reject(new Error('page lost')),
          [kernelCase, repeats] as [KernelCase, number],
        ),
      faults: (shaders) =>
        page.evaluate(
          (given) => window.kernelPage?.faults(given) ?? Promise.reject(new Error('page lost')),
          [...shaders],
        ),
      workgroupLimit: () =>
        page.evaluate(() => window.kernelPage?.workgroupLimit() ?? Promise.reject(new Error('page lost'))),
      close: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

function pageScript(): string {
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  return ts.transpileModule(readFileSync(PAGE_SCRIPT, 'utf8'), { compilerOptions }).outputText;
}

async function answer(route: Route, folder: string): Promise<void> {
  const url = new URL(route.request().url());
  if (url.origin !== ORIGIN) return route.abort();
  if (url.pathname === '/') return route.fulfill({ contentType: 'text/html', body: '<!doctype html>' });
  const path = join(folder, normalize(url.pathname));
  return route.fulfill({ body: readFileSync(path) });
}
