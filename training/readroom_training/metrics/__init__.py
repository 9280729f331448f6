"""The figures of a set of drafts: the same numbers as src/domain/metrics gives in TypeScript."""
