"""Failures that the person at the terminal can do something about."""


class CompilerError(Exception):
    """One sentence that says what is wrong; shown without a traceback."""
