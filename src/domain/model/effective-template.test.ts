import { expect, it } from 'vitest';
import { STORY_MANIFEST } from '../../../e2e/stories/manifest.ts';
import { effectiveTemplate } from './effective-template.ts';

it('drafts with the manifest’s prompt until a person writes another one', () => {
  const own = { ...STORY_MANIFEST.chatTemplate, name: 'edited', template: 'Findings: {findings}' };
  expect(effectiveTemplate({ manifest: STORY_MANIFEST, details: { prompt: null } })).toBe(
    STORY_MANIFEST.chatTemplate,
  );
  expect(effectiveTemplate({ manifest: STORY_MANIFEST, details: { prompt: own } })).toBe(own);
});
