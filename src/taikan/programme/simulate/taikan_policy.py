"""Taikan itself on virtual clients: the real composer's plans, the real phases and the real load controller.

It sees only what a client would tell: pain in whole numbers, effort, sometimes a form score. Some tell less than they
feel.
"""

from dataclasses import dataclass, field

import numpy as np

from taikan.knowledge.course_rules import PhaseRules
from taikan.knowledge.exercise_models import Phase
from taikan.knowledge.virtual_client_rules import VirtualClientRules
from taikan.programme.agenda import TodayItem, today
from taikan.programme.control_records import ControllerState
from taikan.programme.phases import PhaseFacts, phase
from taikan.programme.progression import begin, cleared, decide
from taikan.programme.records import ItemLog, SessionLog
from taikan.programme.rulebook import Rulebook
from taikan.programme.simulate.dynamics import Bodies, Felt, Flags
from taikan.programme.simulate.people import Chance, Floats, People
from taikan.programme.simulate.plans import Plans, ProfileClass, demand, met_share

MOST_ITEMS = 6
MOST_PLANS = 4
_WEEK = 7
_SKILL_A_SESSION, _SKILL_MOST, _SCORE_SD = 0.35, 94.0, 4.0
_OLDER = 65
_STOPPED_DAYS = 14


@dataclass
class _Client:
    """What Taikan keeps of one client."""

    state: ControllerState = field(default_factory=ControllerState)
    profile: ProfileClass | None = None
    match: float = 0.0
    plans: int = 0
    phase_since: int = 0
    entry_pain: float = 0.0
    done: list[int] = field(default_factory=list)
    due: tuple[TodayItem, ...] = ()
    pending: SessionLog | None = None
    stopped_since: int | None = None


class TaikanPolicy:
    """Plans by profile class, phases by the week, the controller after every session."""

    def __init__(
        self,
        people: People,
        chance: Chance,
        rules: VirtualClientRules,
        book: Rulebook,
        phases: PhaseRules,
        plans: Plans,
    ) -> None:
        self._people, self._chance, self._rules = people, chance, rules
        self._book, self._phase_rules, self._plans = book, phases, plans
        self._clients = [_Client() for _ in range(people.count)]
        self._told_pain = np.zeros((people.count, chance.flare.shape[1]))

    def morning(self, bodies: Bodies, day: int) -> None:
        """Hears this morning's pain, finishes yesterday's logs, and looks at the phase once a week."""
        told = bodies.pain + self._rules.report_sd * self._chance.report[:, day]
        told = told - self._rules.dishonest_pain * self._people.dishonest
        self._told_pain[:, day] = np.clip(np.round(told), 0, 10)
        for row, client in enumerate(self._clients):
            self._decide(row, client, day)
            if day % _WEEK == 0:
                self._weekly(row, client, day)

    def demand(self, bodies: Bodies, day: int, shows_up: Flags) -> tuple[Floats, Floats]:
        """What is on today's agenda of everybody who turns up; whoever hurts much leaves it out or does half."""
        asked, match = np.zeros((len(self._clients), MOST_ITEMS)), np.zeros(len(self._clients))
        for row in np.flatnonzero(shows_up & (bodies.pain < 7)):
            client = self._clients[row]
            if client.profile is None:
                continue
            situation = self._plans.situations[client.profile]
            items = today(client.state, day, situation, self._book)
            client.due = tuple(item for item in items if not item.resting)[:MOST_ITEMS]
            mass = float(self._people.mass_kg[row])
            for column, item in enumerate(client.due):
                exercise = self._book.exercise(item.exercise)
                asked[row, column] = demand(exercise, item.dose, mass, self._rules.demand)
            match[row] = client.match
        asked[bodies.pain >= 5] *= 0.5
        return asked, match

    def told(self, bodies: Bodies, day: int, done: Flags, felt: Felt) -> None:
        """Keeps what each client says of the session until the next morning is known."""
        whole = bodies.pain < 5
        for row in np.flatnonzero(done):
            client = self._clients[row]
            client.done.append(day)
            client.pending = self._log(int(row), client, day, felt, bool(whole[row]))

    def _log(self, row: int, client: _Client, day: int, felt: Felt, whole: bool) -> SessionLog:
        dishonest = bool(self._people.dishonest[row])
        less_pain = self._rules.dishonest_pain if dishonest else 0.0
        less_effort = self._rules.dishonest_effort if dishonest else 0.0
        noise = float(self._chance.report[row, day]) * self._rules.report_sd
        score = self._score(row, client, day)
        items = tuple(
            ItemLog(
                exercise=item.exercise,
                dose=item.dose,
                completed=whole or dishonest,
                rpe=_scale(felt.effort[row, column] - less_effort + noise),
                pain_during=_scale(felt.pain[row, column] - less_pain + noise),
                technique=score,
            )
            for column, item in enumerate(client.due)
        )
        return SessionLog(
            id=f"d{day:03d}",
            day=day,
            session="home",
            items=items,
            pain_before=float(self._told_pain[row, day]),
            usual_pain=self._usual(row, day),
            painkiller_6h=False,
            sleep_disturbed=False,
            sleep_quality=_scale(10 * (1 - self._people.sleep[row])),
            stress=5.0,
        )

    def _decide(self, row: int, client: _Client, day: int) -> None:
        if client.pending is None or client.profile is None:
            return
        log = client.pending.model_copy(update={"next_morning": float(self._told_pain[row, day])})
        client.pending = None
        situation = self._plans.situations[client.profile]
        client.state, _ = decide(client.state, log, situation, self._book)
        if client.state.stopped and client.stopped_since is None:
            client.stopped_since = day

    def _weekly(self, row: int, client: _Client, day: int) -> None:
        """A doctor's visit clears a stop after two weeks; a new phase brings a new plan, at most four a year."""
        if client.stopped_since is not None and day - client.stopped_since >= _STOPPED_DAYS:
            client.state, client.stopped_since = cleared(client.state), None
        facts = self._facts(row, client, day)
        verdict = phase(facts, self._phase_rules).phase
        if client.profile is not None and (verdict == client.profile[0] or client.plans >= MOST_PLANS):
            return
        self._new_plan(row, client, verdict, day)

    def _new_plan(self, row: int, client: _Client, new: Phase, day: int) -> None:
        people = self._people
        client.profile = (new, int(people.seen_theme[row]), bool(people.female[row]), bool(people.age[row] >= _OLDER))
        programme = self._plans.programmes[client.profile]
        client.state = _carried(client.state, begin(programme, client.state), self._book)
        client.match = met_share(programme, int(people.theme[row]), self._book.library.exercises)
        client.plans += 1
        client.phase_since = day
        client.entry_pain = self._usual(row, day)

    def _facts(self, row: int, client: _Client, day: int) -> PhaseFacts:
        usual, since = self._usual(row, day), client.phase_since
        weeks = (day - since) / _WEEK
        recent = [d for d in client.done if day - d <= 14]
        skill = self._skill(row, client)
        # The virtual body knows one fitness; the strength targets are taken as shares of it.
        strong = float(self._people.fitness[row]) + 0.01 * len(client.done)
        targets = {t.id: (t.value("male") or 1.0) * strong / 3.5 for t in self._phase_rules.build.target}
        return PhaseFacts(
            before=client.profile[0] if client.profile else None,
            weeks_in_phase=weeks,
            days_off=day - client.done[-1] if client.done else None,
            sex="female" if self._people.female[row] else "male",
            usual_pain=usual,
            peak_pain=float(self._told_pain[row, since : day + 1].max()),
            entry_pain=client.entry_pain,
            worst_pain=float(self._told_pain[row, max(0, day - 6) : day + 1].max()),
            walk_10_min=usual < 7,
            green_days=2 if usual < 6 else 0,
            green_weeks=4 if not client.state.red_days and not client.state.amber_days else 0,
            regular_weeks=0,
            adherence=min(1.0, len(recent) / 6),
            core_scores=(skill,) * 3,
            hinge_score=skill,
            squat_score=skill,
            fear_rising=False,
            activities=max(0.0, 10 - usual * 1.2),
            strength=targets,
            norms={t.id: t.value("male") or 1.0 for t in self._phase_rules.build.target if t.norm},
        )

    def _usual(self, row: int, day: int) -> float:
        return float(self._told_pain[row, max(0, day - 6) : day + 1].mean())

    def _skill(self, row: int, client: _Client) -> float:
        return min(_SKILL_MOST, float(self._people.technique[row]) + _SKILL_A_SESSION * len(client.done))

    def _score(self, row: int, client: _Client, day: int) -> float | None:
        if self._chance.judged[row, day] >= self._rules.judged_share:
            return None
        score = self._skill(row, client) + _SCORE_SD * float(self._chance.load[row, day - 1])
        return float(np.clip(score, 0, 100))


def _scale(value: float) -> float:
    """A number as a client tells it: whole, 0..10."""
    return float(np.clip(np.round(value), 0, 10))


def _carried(old: ControllerState, new: ControllerState, book: Rulebook) -> ControllerState:
    """A class's plan knows no single client's history: what was reached in a family replaces its easier exercises."""
    reached = {(book.exercise(s.rung.exercise).family, book.exercise(s.rung.exercise).region): s for s in old.exercises}
    slots = []
    for slot in new.exercises:
        exercise = book.exercise(slot.rung.exercise)
        before = reached.pop((exercise.family, exercise.region), None)
        keep = before is not None and book.exercise(before.rung.exercise).level >= exercise.level
        slots.append(before.model_copy(update={"slot": slot.slot}) if before is not None and keep else slot)
    return new.model_copy(update={"exercises": tuple(slots)})
