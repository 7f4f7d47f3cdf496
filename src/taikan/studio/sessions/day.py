"""A client's day: which sessions are due, how each exercise reads, how the last weeks went."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from taikan.intake.questionnaire import visible as visible_questions
from taikan.intake.records import Answer
from taikan.intake.session import session_check
from taikan.knowledge.exercise_loader import load_exercises
from taikan.knowledge.factor_loader import load_factor_model
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.pictures import picture_of_exercise
from taikan.knowledge.questionnaire_files import load_questionnaires
from taikan.knowledge.questionnaire_models import Question
from taikan.knowledge.safety_files import load_safety
from taikan.programme.control_records import Decision
from taikan.programme.decision_words import explain
from taikan.programme.records import Dose, PlannedItem, PlannedSession, Programme
from taikan.report.plan_words import HandoutWords, ItemRow, item_row, walk_words, work_words
from taikan.studio.clients.models import Client
from taikan.studio.intake.rounds import latest_answers
from taikan.studio.pages.words import language
from taikan.studio.programmes.models import ProgrammeVersion
from taikan.studio.sessions.control import Standing
from taikan.studio.sessions.models import CheckIn, SessionLog

WINDOW_DAYS = 7
"""Only this many days of adherence are shown: no streaks to lose."""
TREND_DAYS = 28


@dataclass(frozen=True)
class Step:
    """One exercise as the phone shows it. ``seconds``: what a timer counts, if the dose has a time or a hold."""

    row: ItemRow
    dose: Dose
    has_picture: bool
    seconds: float | None


@dataclass(frozen=True)
class DueSession:
    """A session of the programme. ``today``: planned for today; ``done_at``: when it was last done today."""

    session: PlannedSession
    minutes: int
    names: tuple[str, ...]
    today: bool
    done: bool


@dataclass(frozen=True)
class StartQuestion:
    """A question before a session; ``closing`` are the answers after which there is no session today."""

    question: Question
    closing: frozenset[str]


@dataclass(frozen=True)
class TodayChange:
    """An exercise that is different today; without ``work`` it rests."""

    name: str
    work: str


def active_version(client: Client) -> ProgrammeVersion | None:
    """The programme the client follows."""
    return ProgrammeVersion.objects.filter(client=client, status=ProgrammeVersion.Status.ACTIVE).first()


def sessions_of(version: ProgrammeVersion, today: date) -> list[DueSession]:
    """Every session of the programme, those of today first."""
    programme, words = Programme.model_validate(version.programme), handout_words()
    done = set(
        SessionLog.objects.filter(client=version.client_id, performed_at__gte=_midnight(today)).values_list(
            "session", flat=True
        )
    )
    found = [
        DueSession(
            session=session,
            minutes=max(1, round(session.total_s / 60)),
            names=tuple(words.exercise(item.exercise) for item in session.items),
            today=today.weekday() in session.days,
            done=session.id in done,
        )
        for session in programme.sessions
    ]
    return sorted(found, key=lambda one: (not one.today, one.done))


def steps_of(items: Iterable[PlannedItem]) -> list[Step]:
    """The exercises of a session in order."""
    return [_step(item) for item in items]


def walk_of(version: ProgrammeVersion) -> tuple[str, ...]:
    """The daily walk in sentences."""
    walk = Programme.model_validate(version.programme).walk
    return walk_words(walk, handout_words()) if walk is not None else ()


def start_questions(client: Client) -> list[StartQuestion]:
    """What is asked before a session, and which answers close it, so that a phone without connection knows as well."""
    asked, known = load_questionnaires().instruments["session_start"], latest_answers(client)
    questions = visible_questions((asked,), known)
    calm = {question.id: _calm(question) for question in questions}

    def closes(question: Question, answer: Answer) -> bool:
        return not session_check({**calm, question.id: answer}, known, asked, load_safety()).open

    return [StartQuestion(q, frozenset(v for v, answer in _answers(q) if closes(q, answer))) for q in questions]


def _answers(question: Question) -> list[tuple[str, Answer]]:
    """Every answer there is, as (what the form sends, what the check reads)."""
    if question.options:
        return [(o.code, (o.code,) if question.kind == "multi" else o.code) for o in question.options]
    low, high = int(question.low or 0), int(question.high or 0)
    return [(str(number), float(number)) for number in range(low, high + 1)]


def _calm(question: Question) -> Answer:
    """The answer of somebody with nothing to tell."""
    if question.options:
        alone = next((o.code for o in question.options if o.exclusive), None)
        return (alone,) if alone is not None else "no"
    return float(question.low or 0)


def pain_trend(client: Client, today: date) -> list[tuple[date, float]]:
    """(day, pain) of the mornings of the last four weeks, the last answer of each day."""
    since = _midnight(today - timedelta(days=TREND_DAYS - 1))
    mornings = CheckIn.objects.filter(client=client, pain__isnull=False, at__gte=since).exclude(kind=CheckIn.Kind.FLARE)
    by_day = {timezone.localdate(one.at): float(one.pain or 0) for one in mornings.order_by("at")}
    return sorted(by_day.items())


def trained_yesterday(client: Client, today: date) -> bool:
    """Whether there was a session yesterday, so that this morning's answer tells how it was borne."""
    begin, end = _midnight(today - timedelta(days=1)), _midnight(today)
    return SessionLog.objects.filter(client=client, performed_at__gte=begin, performed_at__lt=end).exists()


def week_done(client: Client, today: date) -> tuple[int, int]:
    """(done, planned) sessions of the last seven days."""
    version = active_version(client)
    planned = sum(len(s.days) for s in Programme.model_validate(version.programme).sessions) if version else 0
    since = _midnight(today - timedelta(days=WINDOW_DAYS - 1))
    return SessionLog.objects.filter(client=client, performed_at__gte=since).count(), planned


def usual_pain(trend: Sequence[tuple[date, float]], today: date) -> float | None:
    """The mean of the last seven days, 0..10; ``None`` with fewer than three of them."""
    recent = [pain for day, pain in trend if (today - day).days < WINDOW_DAYS]
    return sum(recent) / len(recent) if len(recent) >= 3 else None


def _step(item: PlannedItem) -> Step:
    seconds = item.dose.time_s or item.dose.hold_s
    return Step(item_row(item, handout_words()), item.dose, picture_of_exercise(item.exercise) is not None, seconds)


def changes_today(stands: Standing) -> list[TodayChange]:
    """Exercises that today are not as the plan says: they rest, or there is less of them."""
    words = handout_words()
    planned = {(i.exercise, work_words(i.dose, words)) for s in stands.programme.sessions for i in s.items}
    read = [(item, work_words(item.dose, words)) for item in stands.items()]
    return [
        TodayChange(words.exercise(item.exercise), "" if item.resting else work)
        for item, work in read
        if item.resting or (item.exercise, work) not in planned
    ]


def sentence(decision: Decision) -> str:
    """A decision of the load controller in the reader's language."""
    return explain(decision, language(), load_knowledge())


def exercise_name(exercise: str) -> str:
    """The name of an exercise in the reader's language."""
    return handout_words().exercise(exercise)


def handout_words() -> HandoutWords:
    """The words of programmes in the reader's language."""
    return HandoutWords(load_knowledge(), language(), load_factor_model(), load_exercises())


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
