"""Thoughts of self-harm in what people write: found by listed words, answered with people to call."""

from collections.abc import Iterable

from taikan.knowledge.safety_models import Safety


def speaks_of_self_harm(texts: Iterable[str], safety: Safety) -> bool:
    """Whether any of ``texts`` holds one of the listed words. A miss proves nothing; a hit calls for a human."""
    words = (*safety.self_harm.words_ja, *safety.self_harm.words_en)
    return any(word in text.lower() for text in texts for word in words)
