"""The prompt as the app builds it: src/domain/prompt, text for text and token for token."""
