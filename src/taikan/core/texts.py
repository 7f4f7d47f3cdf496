"""Text a user reads, in every language Taikan speaks."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = ("ja", "en")


class Text(BaseModel):
    """One sentence or label in Japanese and English; both must be there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ja: str
    en: str

    def in_language(self, language: Language) -> str:
        """The text in ``language``."""
        return self.ja if language == "ja" else self.en

    def format(self, **values: object) -> "Text":
        """A copy with ``{name}`` placeholders filled in both languages."""
        return Text(ja=self.ja.format(**values), en=self.en.format(**values))
