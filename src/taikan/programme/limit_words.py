"""Limits and relaxations in words: texts of ``programme.limit`` and ``programme.relax`` with every name filled in."""

from collections.abc import Mapping
from typing import Literal

from taikan.core.texts import Text
from taikan.knowledge.exercise_models import ExerciseLibrary
from taikan.knowledge.factor_model import FactorModel
from taikan.programme.records import LimitNote, Violation

Kind = Literal["limit", "relax"]
_NAMED = ("profile.modifier", "programme.direction", "programme.place", "programme.region", "programme.setting")


class _Filled(dict[str, str]):
    """Placeholders; a dash where a note that the composer did not make lacks one."""

    def __missing__(self, key: str) -> str:
        return "–"


class LimitWords:
    """Sentences about limits in both languages, from the project's texts, exercises and factors."""

    def __init__(self, texts: Mapping[str, Text], library: ExerciseLibrary, factors: FactorModel) -> None:
        self._texts, self._library, self._factors = texts, library, factors

    def sentence(self, note: LimitNote | Violation, kind: Kind = "limit") -> Text | None:
        """What ``note`` says, or ``None`` where there is no sentence for it."""
        text = self._texts.get(f"programme.{kind}.{note.limit}")
        if text is None:
            return None
        values = {key: self._value(key, value) for key, value in note.values.items()}
        if note.by is not None:
            values["by"] = self.name(note.by, first="region" if note.limit == "hard_sets" else None)
        return Text(
            ja=text.ja.format_map(_Filled({key: value.ja for key, value in values.items()})),
            en=text.en.format_map(_Filled({key: value.en for key, value in values.items()})),
        )

    def _value(self, key: str, value: str | float | int) -> Text:
        if isinstance(value, float | int):
            return Text(ja=f"{value:g}", en=f"{value:g}")
        if key == "session" and "_" in value:
            setting, number = value.rsplit("_", 1)
            return self._texts[f"programme.session.{setting}"].format(number=number)
        return self.name(value)

    def name(self, code: str, first: str | None = None) -> Text:
        """What people call a modifier, place, region, direction, piece of equipment, exercise or factor."""
        prefixes = (f"programme.{first}", *_NAMED) if first else _NAMED
        for prefix in prefixes:
            if f"{prefix}.{code}" in self._texts:
                return self._texts[f"{prefix}.{code}"]
        if code in self._library.equipment:
            return self._library.equipment[code]
        if code in self._library.exercises:
            return self._library.exercises[code].name
        if code in self._factors.factors:
            return self._factors.factors[code].name
        return Text(ja=code, en=code)
