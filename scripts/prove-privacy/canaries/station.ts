import type { BrowserContext, Page } from 'playwright-core';
import { LibraryPage } from '../../../e2e/library/pages/library-page.ts';
import { MergePage } from '../../../e2e/library/pages/merge-page.ts';
import { WorkspacePage } from '../../../e2e/pages/workspace-page.ts';

/** A page of the app at which canaries are let loose. */
export interface Station {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly url: string;
  readonly workspace: WorkspacePage;
  readonly library: LibraryPage;
  readonly merge: MergePage;
  /** A folder for files that a person would choose. */
  readonly files: string;
  /** A canary that was never used. */
  readonly next: () => string;
  /** One for the name or the notes of a model. */
  readonly nextOfModel: () => string;
}

/** One way of using the app, or of failing at it, with fresh canaries in every place that takes text. */
export type Flow = (station: Station) => Promise<void>;

export function createStation(
  page: Page,
  context: BrowserContext,
  more: Pick<Station, 'url' | 'files' | 'next' | 'nextOfModel'>,
): Station {
  return {
    page,
    context,
    workspace: new WorkspacePage(page),
    library: new LibraryPage(page),
    merge: new MergePage(page),
    ...more,
  };
}
