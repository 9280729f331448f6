"""Failures that the person at the terminal can do something about."""


class TrainingError(Exception):
    """A code (`area/what`, as in the app) and one sentence; shown without a traceback, never with report text."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
