"""Reading fields of untrusted JSON: each has one type and one range, and a refusal names it."""

import math
from dataclasses import dataclass

from readroom_compiler.errors import CompilerError

MAX_TEXT = 256


@dataclass(frozen=True)
class Fields:
    """A JSON object and where it stands in the file."""

    where: str
    values: dict[str, object]

    @staticmethod
    def of_json(value: object, where: str) -> "Fields":
        """The object itself, or a refusal."""
        if not isinstance(value, dict):
            raise CompilerError(f"{where} must be a JSON object.")
        return Fields(where, value)

    def child(self, name: str) -> "Fields":
        """An object inside this one."""
        return Fields.of_json(self._value(name), f"{self.where}: {name}")

    def is_null(self, name: str) -> bool:
        """Whether the field is there and null."""
        return self._value(name) is None

    def text(self, name: str) -> str:
        """A short text that is not empty."""
        value = self._value(name)
        if not isinstance(value, str) or not 0 < len(value) <= MAX_TEXT:
            raise CompilerError(f"{self.where}: {name} must be a text of at most {MAX_TEXT} characters.")
        return value

    def integer(self, name: str, most: int) -> int:
        """A whole number from 1 to `most`."""
        value = self._value(name)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
            raise CompilerError(f"{self.where}: {name} must be a whole number from 1 to {most:,}.")
        return value

    def positive(self, name: str) -> float:
        """A finite number above zero."""
        value = self._value(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise CompilerError(f"{self.where}: {name} must be a number.")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number) or number <= 0:
            raise CompilerError(f"{self.where}: {name} must be above zero and finite.")
        return number

    def boolean(self, name: str) -> bool:
        """true or false."""
        value = self._value(name)
        if not isinstance(value, bool):
            raise CompilerError(f"{self.where}: {name} must be true or false.")
        return value

    def _value(self, name: str) -> object:
        if name not in self.values:
            raise CompilerError(f"{self.where}: {name} is missing.")
        return self.values[name]
