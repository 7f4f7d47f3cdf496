"""What a gym hands over after a trial session: what was seen, the profile, the plan, what to do if it hurts. No I/O.

``handout_content`` is plain data; the PDF (``handout.typ``) and the page (``handout.html.j2``) both show it.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from taikan.core.records import Measure, Side
from taikan.core.texts import Language, Text
from taikan.factors.records import Profile, ThemeResult
from taikan.knowledge.body_map import BodyMap
from taikan.knowledge.exercise_models import ExerciseLibrary
from taikan.knowledge.factor_model import FactorModel
from taikan.knowledge.models import Knowledge
from taikan.programme.records import Conflict, PlannedSession, Programme
from taikan.progress.trials import Skipped
from taikan.report.content import GRADE_ORDER, MeasureRow, Wording, measure_rows
from taikan.report.pages import environment
from taikan.report.plan_words import HandoutWords, item_row, limit_words, times_a_week, walk_words
from taikan.report.profile_figures import FigureWords, profile_chart
from taikan.report.profile_page import marked_body
from taikan.report.skipped import skipped_rows
from taikan.report.typesetting import typeset

TEMPLATE = "handout.typ"
FONT = "Noto Sans CJK JP, IPAexGothic"
MOST_PICTURES = 4
MOST_CHARTED = 5
MOST_NUMBERS = 9
MOST_LEFT_OUT = 4
MOST_NEXT = 4
NUMBERS_A_PICTURE = 2
HIGH_PAIN = 2.0
"""Above this usual pain only changes from it count (clinical safety list, section 5)."""
WEEK = range(7)


@dataclass(frozen=True)
class Seen:
    """A key frame with lines and angles, and what was measured in the test it shows."""

    jpeg: bytes
    test: str
    side: Side
    measures: tuple[Measure, ...]


@dataclass(frozen=True)
class Habit:
    """One active habit: its name, what to do, and the plan that goes with it: if ``cue``, then ``action``."""

    name: Text
    advice: Text
    cue: Text
    action: Text


@dataclass(frozen=True)
class NextTest:
    """A test worth doing next: the id of a session item, and how safety limits it."""

    id: str
    limits: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Handout:
    """All the hand-out is about. ``level``: the safety gate's; ``care``: what is adjusted; ``stop_when``: when to stop.

    ``recordings``, ``answers``, ``entries`` count what it was made from. ``exercise_pictures``: exercise to its
    picture of start and end. ``plan`` is absent where none was asked for.
    """

    profile: Profile
    created_on: str
    name: str = ""
    care: tuple[Text, ...] = ()
    stop_when: tuple[Text, ...] = ()
    recordings: int = 0
    answers: int = 0
    entries: int = 0
    seen: tuple[Seen, ...] = ()
    measures: tuple[Measure, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    pain_areas: tuple[str, ...] = ()
    usual_pain: float | None = None
    plan: Programme | Conflict | None = None
    habits: tuple[Habit, ...] = ()
    exercise_pictures: Mapping[str, bytes] = field(default_factory=dict)
    next_tests: tuple[NextTest, ...] = ()


@dataclass(frozen=True)
class Shelf:
    """The knowledge a hand-out is written with."""

    knowledge: Knowledge
    model: FactorModel
    library: ExerciseLibrary
    body: BodyMap


def handout_pdf(handout: Handout, shelf: Shelf, language: Language) -> bytes:
    """Two to four A4 pages."""
    content, pictures = handout_content(handout, shelf, language)
    return typeset(TEMPLATE, content, pictures)


def handout_page(handout: Handout, shelf: Shelf, language: Language) -> str:
    """The same as one self-contained page."""
    content, pictures = handout_content(handout, shelf, language)
    addresses = {name: picture_address(picture) for name, picture in pictures.items()}
    template = environment().get_template("handout.html.j2")
    return template.render(d=content, pictures=addresses, common=Wording(shelf.knowledge, language))


def handout_content(handout: Handout, shelf: Shelf, language: Language) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Everything both show, in the reader's language, and the pictures it names."""
    words = HandoutWords(shelf.knowledge, language, shelf.model, shelf.library)
    pictures: dict[str, bytes] = {}
    content = {
        "language": language,
        "words": _fixed_words(words),
        "title": words("title", name=handout.name) if handout.name else words("title_plain"),
        "date": handout.created_on,
        "made_from": _made_from(handout, words),
        "safety": words.of(shelf.knowledge.texts[f"profile.levels.{handout.profile.level}"]),
        "is_careful": handout.profile.level != "go",
        "care": [words.of(text) for text in handout.care],
        "seen": _seen(handout.seen, words, pictures),
        "themes": [_theme(theme, handout.profile, words) for theme in _shown_themes(handout.profile, words)],
        "held": [words.of(shelf.knowledge.texts[f"profile.message.{m}"]) for m in handout.profile.messages],
        **_figures(handout, shelf, words, pictures),
        "plan": _plan(handout, words, pictures),
        "hurt": _hurt(handout, words),
        "habits": [_habit(h, words) for h in handout.habits],
        "next": [_next(test, words) for test in handout.next_tests[:MOST_NEXT]],
        **_numbers(handout, words),
    }
    return content, pictures


def picture_address(picture: bytes) -> str:
    """``picture`` to stand in a page, its kind read from its first bytes."""
    kind = "jpeg"
    if picture.startswith(b"\x89PNG"):
        kind = "png"
    elif picture[8:12] == b"WEBP":
        kind = "webp"
    elif picture.lstrip().startswith(b"<"):
        kind = "svg+xml"
    return f"data:image/{kind};base64," + b64encode(picture).decode("ascii")


def _fixed_words(words: HandoutWords) -> dict[str, str]:
    """The texts without placeholders, by their key below ``handout``."""
    prefix = f"{words.section}."
    return {
        key.removeprefix(prefix): words.of(text)
        for key, text in words.knowledge.texts.items()
        if key.startswith(prefix) and "{" not in text.en
    }


def _made_from(handout: Handout, words: HandoutWords) -> str:
    counts = {"recordings": handout.recordings, "answers": handout.answers, "entries": handout.entries}
    return words.listed(words(key, count=count) for key, count in counts.items() if count)


def _seen(seen: Sequence[Seen], words: HandoutWords, pictures: dict[str, bytes]) -> list[dict[str, Any]]:
    """The pictures, those with something to look at first, each with its numbers most worth reading."""
    rows = [(one, _telling(measure_rows(one.measures, _report_words(words), {}))) for one in seen]
    rows.sort(key=lambda pair: min((GRADE_ORDER.index(r.grade) for r in pair[1]), default=len(GRADE_ORDER)))
    shown = []
    for number, (one, numbers) in enumerate(rows[:MOST_PICTURES]):
        name = f"seen-{number}.jpg"
        pictures[name] = one.jpeg
        side = words.side(one.side)
        shown.append(
            {
                "picture": name,
                "name": words.test_name(one.test) + (f" ({side})" if side else ""),
                "numbers": [_number(row) for row in numbers[:NUMBERS_A_PICTURE]],
            }
        )
    return shown


def _report_words(words: HandoutWords) -> Wording:
    """Rows of measures are worded as in a recording's own report."""
    return Wording(words.knowledge, words.language)


def _telling(rows: Iterable[MeasureRow]) -> list[MeasureRow]:
    """Graded rows whose error lets them tell, furthest from their usual range first and of those the surest."""
    graded = [row for row in rows if row.grade in GRADE_ORDER and row.is_telling]
    return sorted(graded, key=lambda row: (GRADE_ORDER.index(row.grade), -row.confidence))


def _next(test: NextTest, words: HandoutWords) -> str:
    name = words.of(words.model.session_items[test.id].name)
    return f"{name} ({words.listed(words.of(limit) for limit in test.limits)})" if test.limits else name


def _number(row: MeasureRow) -> dict[str, str]:
    return {
        "name": row.name + (f" ({row.side})" if row.side else ""),
        "value": row.value,
        "error": row.error,
        "change": row.real_change,
        "target": row.target,
        "grade": row.grade,
        "grade_word": row.grade_word,
    }


def _shown_themes(profile: Profile, words: HandoutWords) -> tuple[ThemeResult, ...]:
    return profile.themes[: words.model.settings.most_themes]


def _theme(theme: ThemeResult, profile: Profile, words: HandoutWords) -> dict[str, Any]:
    """Its first factor in sentences: what it is, what speaks for it, how well supported; the others by name."""
    first, *others = theme.factors
    factor = profile.factor(first)
    names = [words.factor(name) for name in others[:2]]
    support = words.knowledge.texts[f"profile.sentence.{factor.grade}"]
    about = words.model.factors[first].about
    return {
        "name": words.of(words.model.themes[theme.id].name),
        "factor": words.factor(first),
        "text": words.sentences((about, *factor.sentences[1:2])),
        "support": words.of(support),
        "also": words("themes.also", names=words.listed(names)) if names else "",
    }


def _figures(handout: Handout, shelf: Shelf, words: HandoutWords, pictures: dict[str, bytes]) -> dict[str, str]:
    """Names of the chart's and the body's picture, empty where there is nothing to show."""
    profile, names = handout.profile, {"chart": "", "body": ""}
    if profile.factors:
        figure = FigureWords(shelf.model, shelf.knowledge.texts, words.language)
        pictures["chart.svg"] = standalone_svg(profile_chart(profile.factors[:MOST_CHARTED], figure))
        names["chart"] = "chart.svg"
    body = marked_body(profile, handout.pain_areas, shelf.body, shelf.model, shelf.knowledge, words.language)
    if body:
        pictures["body.svg"] = standalone_svg(body)
        names["body"] = "body.svg"
    return names


def standalone_svg(figure: str) -> bytes:
    """An inline figure as a file of its own, with its font named."""
    return figure.replace("<svg ", f'<svg xmlns="http://www.w3.org/2000/svg" font-family="{FONT}" ', 1).encode()


def _plan(handout: Handout, words: HandoutWords, pictures: dict[str, bytes]) -> dict[str, Any] | None:
    plan = handout.plan
    if plan is None:
        return None
    if isinstance(plan, Conflict):
        return {
            "conflict": list(limit_words(plan.limits, words)),
            "relax": list(limit_words(plan.relaxations, words, "relax")),
        }
    used = {}
    for exercise in plan.exercises():
        picture = handout.exercise_pictures.get(exercise)
        if picture is not None:
            used[exercise] = exercise + _ending(picture)
            pictures[used[exercise]] = picture
    low, high = (f"{weeks:g}" for weeks in plan.review_weeks)
    return {
        "phase": words(f"phase.{plan.phase}"),
        "goal": words(f"phase_goal.{plan.phase}"),
        "days": [words(f"day.{day}") for day in WEEK],
        "week": _week(plan, words),
        "sessions": _sessions(plan, words, used),
        "walk": list(walk_words(plan.walk, words)) if plan.walk else [],
        "review": words("review.one", low=low) if low == high else words("review.between", low=low, high=high),
        "left_out": _left_out(plan, words),
    }


def _habit(habit: Habit, words: HandoutWords) -> dict[str, str]:
    plan = words("habits.plan", cue=words.of(habit.cue), action=words.of(habit.action))
    return {"name": words.of(habit.name), "advice": words.of(habit.advice), "plan": plan}


def _left_out(plan: Programme, words: HandoutWords) -> list[dict[str, str]]:
    """What serves a need but is not in, with the first limit that can be said in words; those for safety first."""
    for_safety = sorted(plan.excluded, key=lambda one: all(note.limit != "contra" for note in one.limits))
    told = [(words.exercise(one.exercise), limit_words(one.limits[:1], words)) for one in for_safety]
    return [{"name": name, "why": why[0]} for name, why in told if why][:MOST_LEFT_OUT]


def _ending(picture: bytes) -> str:
    return "." + picture_address(picture[:16]).removeprefix("data:image/").split(";")[0].removesuffix("+xml")


def _week(plan: Programme, words: HandoutWords) -> list[dict[str, Any]]:
    rows = [
        {
            "name": _session_name(session, plan, words),
            "kind": session.setting,
            "days": [day in session.days for day in WEEK],
            "amount": words("week.about", n=f"{session.total_s / 60:.0f}"),
        }
        for session in plan.sessions
    ]
    if plan.walk is not None:
        low, high = (f"{m:g}" for m in plan.walk.minutes)
        amount = low if low == high else f"{low}–{high}"
        chosen = {round(k * len(WEEK) / plan.walk.days) for k in range(plan.walk.days)}
        rows.append(
            {
                "name": words("week.walk"),
                "kind": "walk",
                "days": [day in chosen for day in WEEK],
                "amount": words("week.minutes", n=amount)
                + (f" × {plan.walk.per_day}" if plan.walk.per_day > 1 else ""),
            }
        )
    return rows


def _session_name(session: PlannedSession, plan: Programme, words: HandoutWords) -> str:
    """The place; with a letter where there are several kinds of session there."""
    same = [one.id for one in plan.sessions if one.setting == session.setting]
    name = words(f"setting.{session.setting}")
    return name if len(same) == 1 else f"{name} {'ABCDEFG'[same.index(session.id)]}"


def _sessions(plan: Programme, words: HandoutWords, pictures: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each exercise is explained in the first session it is in; later ones refer to that."""
    explained: dict[str, str] = {}
    sessions = []
    for session in plan.sessions:
        name = _session_name(session, plan, words)
        items = []
        for item in session.items:
            first = explained.setdefault(item.exercise, name)
            same = {} if first == name else {"cues": (), "why": "", "same": words("plan.as_in", session=first)}
            picture = pictures.get(item.exercise, "")
            items.append({**vars(item_row(item, words)), "picture": picture, "same": "", **same})
        sessions.append(
            {
                "name": name,
                "kind": session.setting,
                "often": times_a_week(len(session.days), words),
                "days": words.listed(words(f"day.{day}") for day in session.days),
                "amount": words("week.about", n=f"{session.total_s / 60:.0f}"),
                "items": items,
            }
        )
    return sessions


def _hurt(handout: Handout, words: HandoutWords) -> dict[str, Any]:
    by_change = handout.usual_pain is not None and handout.usual_pain > HIGH_PAIN
    rows = []
    for zone in ("green", "amber", "red", "black"):
        usual = by_change and zone != "black"
        rows.append(
            {
                "zone": zone,
                "name": words(f"hurt.{zone}.name"),
                "during": words(f"hurt.{zone}.during_usual" if usual else f"hurt.{zone}.during"),
                "after": words(f"hurt.{zone}.after"),
                "do": words(f"hurt.{zone}.do"),
            }
        )
    return {"rows": rows, "stop_when": [words.of(text) for text in handout.stop_when]}


def _numbers(handout: Handout, words: HandoutWords) -> dict[str, Any]:
    """Graded measures first, at most ``MOST_NUMBERS``, and how many more there are."""
    rows = measure_rows(handout.measures, _report_words(words), {})
    telling = _telling(rows)
    ordered = [*telling, *(row for row in rows if row not in telling)]
    left = len(ordered) - MOST_NUMBERS
    return {
        "numbers": [_number(row) for row in ordered[:MOST_NUMBERS]],
        "more_numbers": words("numbers.more", n=left) if left > 0 else "",
        "skipped": [
            {"file": row.file, "why": words.listed(reason.sentence for reason in row.reasons)}
            for row in skipped_rows(handout.skipped, words)
        ],
    }
