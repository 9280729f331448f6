import '@fontsource-variable/inter/wght.css';
import '../../src/ui/tokens.css';
import '../../src/ui/base.css';
import { createRoot } from 'react-dom/client';
import { App, createQueryClient } from '../../src/app/app.tsx';
import { createAppState } from '../../src/app/app-state.ts';
import { DEFAULT_SETTINGS } from '../../src/domain/settings/settings.ts';
import { STORIES } from './stories.ts';
import type { StoryName } from './story-names.ts';
import { createStoryServices } from './story-services.ts';

/** `?story=NAME&theme=dark|light`: the whole app in one state, with a scripted engine (`npm run dev`, then this page). */
async function show(): Promise<void> {
  const query = new URLSearchParams(location.search);
  const name = (query.get('story') ?? 'empty') as StoryName;
  const story = STORIES[name];
  const outside = await createStoryServices(story.services);
  await outside.services.settings.change({
    ...DEFAULT_SETTINGS,
    pauseMs: 200,
    engine: story.services.engine ?? 'auto',
    theme: query.get('theme') === 'light' ? 'light' : 'dark',
  });
  const state = await createAppState(outside.services);
  const root = document.getElementById('root');
  if (root === null) return;
  createRoot(root).render(story.screen?.(outside) ?? <App state={state} client={createQueryClient()} />);
  await story.play(state, outside);
  document.documentElement.dataset['storyReady'] = 'true';
}

void show();
