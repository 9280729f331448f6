/** Everything that screens read of models lies under one key: whoever changes models invalidates it. */
export const MODELS_KEY = ['models'] as const;
