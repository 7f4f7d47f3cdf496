"""Which movements provoke the pain, read from the aggravating and easing answers (clinical questionnaires, 3.1)."""

from statistics import fmean

from taikan.intake.conditions import codes
from taikan.intake.records import Answers

BENDING = ("bend", "sit", "cough")
ARCHING = ("arch", "stand")
LOADING = ("lift", "carry")
WORSE = -1.0


def aggravation(answers: Answers) -> dict[str, int]:
    """The -2..+2 answers to "what does this movement do", by tag; unanswered tags are absent."""
    return {
        item.removeprefix("q.agg."): int(value)
        for item, value in answers.items()
        if item.startswith("q.agg.") and isinstance(value, int | float)
    }


def provocation_codes(answers: Answers) -> set[str]:
    """The modifier codes ``flex_prov``, ``ext_prov``, ``load_prov``, ``rot_prov`` that apply."""
    tags = aggravation(answers)
    bending, arching = _mean(tags, BENDING), _mean(tags, ARCHING)
    found = set()
    if bending is not None and arching is not None:
        if bending <= WORSE and arching >= 0:
            found.add("flex_prov")
        if arching <= WORSE and bending >= 0:
            found.add("ext_prov")
    loading = [tags[tag] for tag in LOADING if tag in tags]
    if loading and min(loading) <= WORSE and "lie" in codes(answers.get("q.ease")):
        found.add("load_prov")
    if tags.get("twist", 0) <= WORSE:
        found.add("rot_prov")
    return found


def provocation_tags(answers: Answers) -> dict[str, int]:
    """The aggravation tags with the derived ones, each absent where nothing was answered.

    ``flex_prov`` and ``ext_prov`` are -1 when they apply and 0 when not, ``load_prov`` is the worse of lift and carry,
    ``rot_prov`` is twist.
    """
    tags = aggravation(answers)
    derived = dict(tags)
    found = provocation_codes(answers)
    if _mean(tags, BENDING) is not None and _mean(tags, ARCHING) is not None:
        derived |= {code: -1 if code in found else 0 for code in ("flex_prov", "ext_prov")}
    loading = [tags[tag] for tag in LOADING if tag in tags]
    if loading:
        derived["load_prov"] = min(loading)
    if "twist" in tags:
        derived["rot_prov"] = tags["twist"]
    return derived


def _mean(tags: dict[str, int], names: tuple[str, ...]) -> float | None:
    given = [tags[name] for name in names if name in tags]
    return fmean(given) if given else None
