"""Earlier reports that resemble the findings at hand: the same choice as src/domain/retrieval makes in the app."""
