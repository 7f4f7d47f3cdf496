"""The load controller against any client: caps hold, pain is respected, nobody starves, the log tells it all again."""

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from taikan.intake.modifiers import contraindicated
from taikan.programme.agenda import today
from taikan.programme.control_records import ACTIONS
from taikan.programme.progression import Event, decide, flare_reported, replay
from taikan.programme.rungs import ceiling
from tests.programme.control_clients import BOOK, CLIENT, REQUEST, plan, session

STARTS = ("gl_bridge", "hg_wall_touch", "ae_plank_wall", "sq_sts_high", "ub_band_row", "hg_rdl_db", "rn_walk_run")
CODES = ("flex_prov", "hypertension", "osteoporosis", "knee_pain", "pelvic_floor_sx", "radicular")
pains = st.none() | st.integers(0, 10)
requests = st.builds(
    lambda phase, codes, alone, mass, gates: REQUEST.model_copy(
        update={
            "phase": phase,
            "codes": tuple(codes),
            "self_guided": alone,
            "hinge_passed": gates,
            "squat_passed": gates,
            "deadlift_gate": gates,
            "mass_kg": mass,
        }
    ),
    st.sampled_from(["settle", "restore", "build", "maintain"]),
    st.lists(st.sampled_from(CODES), max_size=2, unique=True),
    st.booleans(),
    st.sampled_from([None, 45.0, 90.0]),
    st.booleans(),
)
items = st.fixed_dictionaries(
    {
        "pain_during": pains,
        "rpe": st.none() | st.integers(0, 10),
        "rir": st.none() | st.integers(0, 6),
        "technique": st.none() | st.sampled_from([60, 79, 80, 95]),
        "completed": st.booleans(),
    }
)
sessions = st.fixed_dictionaries(
    {
        "pain_before": pains,
        "pain_after": pains,
        "next_morning": pains,
        "usual_pain": pains,
        "back_to_usual": st.none() | st.booleans(),
        "sleep_disturbed": st.none() | st.booleans(),
        "painkiller_6h": st.none() | st.booleans(),
        "stress": st.none() | st.integers(0, 10),
        "sleep_quality": st.none() | st.integers(0, 10),
        "leg_symptoms": st.sampled_from(["none", "none", "none", "better", "worse"]),
    }
)
good = st.just({})


class Controller(RuleBasedStateMachine):
    """Any client, session after session; every decision is checked when it is made."""

    @initialize(chosen=st.sets(st.sampled_from(STARTS), min_size=1, max_size=3), request=requests)
    def start(self, chosen, request):
        self.first = self.state = plan(*sorted(chosen))
        self.request = request
        self.client = BOOK.situation(request)
        self.day = 0
        self.events = []
        self.decisions = []

    @precondition(lambda self: not self.state.stopped)
    @rule(gap=st.sampled_from([1, 2, 2, 3, 7, 15, 30]), told=good | sessions, item=good | items)
    def train(self, gap, told, item):
        self.day += gap
        log = session(self.state, self.day, self.client, item=item, **told)
        before = self.state
        self.state, made = decide(before, log, self.client, BOOK)
        self.events.append(Event(log, self.request))
        self.decisions.extend(made)
        self.check(log, before, made)

    @rule(request=requests)
    def change_circumstances(self, request):
        self.request = request
        self.client = BOOK.situation(request)

    def check(self, log, before, made):
        ups = [d for d in made if d.action == "progress"]
        assert len(ups) <= BOOK.control.progress.per_session
        if ups:
            assert log.painkiller_6h is False
            assert not before.stopped
            assert self.request.phase != "settle"
        for decision in made:
            assert decision.reasons
            self.check_step(decision, before)

    def check_step(self, d, before):
        old, new = BOOK.exercise(d.exercise), BOOK.exercise(d.to_exercise)
        if d.action != "progress":
            assert new.level <= old.level
            if d.exercise == d.to_exercise:
                assert (d.new.load_kg or 0) <= (d.old.load_kg or 0) or d.log == "flare"
                assert d.new.sets <= d.old.sets or d.reasons[0].code.startswith("flare")
            return
        assert d.zone == "green"
        assert new.level <= old.level + 1
        most = ceiling(new, "gym", self.client, BOOK)
        assert new.level <= most.level
        assert (d.new.load_kg or 0) <= most.load_kg + 1e-6
        assert d.new.rpe <= most.rpe
        assert d.new.sets <= most.sets
        assert d.new.hold_s is None or d.new.hold_s <= most.hold_s
        if d.exercise != d.to_exercise:
            assert not contraindicated(new.id, new.family, self.request.codes, BOOK.safety)
        slot = next(s for s in before.exercises if s.slot == d.slot)
        assert slot.raised_on is None or d.day - slot.raised_on >= BOOK.control.progress.days_between

    @invariant()
    def what_is_done_today_keeps_every_cap(self):
        if not hasattr(self, "state"):
            return
        for item in today(self.state, self.day, self.client, BOOK):
            if item.resting:
                continue
            exercise = BOOK.exercise(item.exercise)
            most = ceiling(exercise, "gym", self.client, BOOK)
            assert exercise.level <= most.level
            assert not contraindicated(exercise.id, exercise.family, self.request.codes, BOOK.safety)
            assert item.dose.rpe <= most.rpe
            assert (item.dose.load_kg or 0) <= most.load_kg + 1e-6
            assert (item.dose.hold_s or 0) <= most.hold_s + 1e-6

    @invariant()
    def weekly_sets_grow_slowly(self):
        if not hasattr(self, "state") or not self.state.added_sets:
            return
        for day, _ in self.state.added_sets:
            added = sum(sets for on, sets in self.state.added_sets if day - 7 < on <= day)
            week = sum(done.sets for done in self.state.done if day - 7 < done.day <= day)
            assert added <= BOOK.control.progress.weekly_sets * max(week, 1) + 1e-9 or week == 0

    def teardown(self):
        if hasattr(self, "first"):
            state, decisions = replay(self.first, reversed(self.events), BOOK)
            assert state == self.state
            assert list(decisions) == self.decisions


TestController = Controller.TestCase
TestController.settings = settings(
    max_examples=40, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)


@settings(max_examples=40, deadline=None)
@given(
    exercise=st.sampled_from(STARTS),
    usual=st.integers(0, 6),
    rise=st.integers(0, 4),
    more=st.integers(1, 6),
    morning=st.integers(0, 3),
    oks=st.integers(0, 3),
    field=st.sampled_from(["during", "after", "morning"]),
)
def test_more_pain_never_leads_to_more_load(exercise, usual, rise, more, morning, oks, field):
    state = plan(exercise)
    state = state.model_copy(update={"exercises": tuple(s.model_copy(update={"oks": oks}) for s in state.exercises)})

    def outcome(extra):
        add = {name: extra if name == field else 0 for name in ("during", "after", "morning")}
        log = session(
            state,
            0,
            item={"pain_during": min(10, usual + rise + add["during"])},
            pain_before=usual,
            usual_pain=usual,
            pain_after=min(10, usual + add["after"]),
            next_morning=min(10, usual + morning + add["morning"]),
            back_to_usual=None,
        )
        after, made = decide(state, log, CLIENT, BOOK)
        slot = after.exercises[0]
        worst = max(ACTIONS.index(d.action) for d in made)
        return worst, BOOK.exercise(slot.rung.exercise).level, slot.rung

    action, level, rung = outcome(0)
    worse_action, worse_level, worse_rung = outcome(more)
    assert worse_action >= action
    assert worse_level <= level
    if rung.exercise == worse_rung.exercise:
        assert (worse_rung.dose.load_kg or 0) <= (rung.dose.load_kg or 0)


@settings(max_examples=25, deadline=None)
@given(start=st.sampled_from(STARTS), during=st.integers(6, 10), told=sessions)
def test_pain_above_the_red_limit_is_never_followed_by_more(start, during, told):
    state = plan(start)
    log = session(state, 0, item={"pain_during": during}, **{**told, "usual_pain": 2})
    after, made = decide(state, log, CLIENT, BOOK)
    assert made[0].action in ("regress", "swap", "rest", "stop_and_refer")
    assert all(d.action != "progress" for d in made)
    for _ in range(BOOK.control.reduce.red_sessions_without_progress):
        if after.stopped:
            return
        following = session(after, (after.day or 0) + 2)
        after, made = decide(after, following, CLIENT, BOOK)
        assert all(d.action != "progress" for d in made)


def test_whoever_tolerates_it_well_reaches_the_top():
    state, day = plan("gl_bridge", "ae_plank_wall", "ub_band_row", "hg_rdl_db"), 0
    quiet = 0
    while quiet < 80:
        state, made = decide(state, session(state, day), CLIENT, BOOK)
        quiet = 0 if any(d.action == "progress" for d in made) else quiet + 1
        day += 2 if day % 7 < 4 else 3
        assert day < 7 * 52 * 8, "never reaches the top"
    for s in state.exercises:
        exercise = BOOK.exercise(s.rung.exercise)
        reasons = {r.code for d in made if d.slot == s.slot for r in d.reasons}
        assert "top_reached" in reasons or "lighter_week" in reasons, exercise.id
        assert exercise.level >= 3


def test_a_client_without_a_camera_still_progresses_only_slower():
    scored, alone = plan("gl_bridge"), plan("gl_bridge")
    count = {"scored": 0, "alone": 0}
    for day in range(0, 28, 2):
        scored, made = decide(scored, session(scored, day), CLIENT, BOOK)
        count["scored"] += made[0].action == "progress"
        alone, made = decide(alone, session(alone, day, item={"technique": None}), CLIENT, BOOK)
        count["alone"] += made[0].action == "progress"
    assert 0 < count["alone"] < count["scored"]


def test_a_reported_flare_up_undoes_the_last_step_up_and_rests_hard_work():
    state = plan("gl_bridge", "hg_rdl_db")
    for day in (0, 2):
        state, _ = decide(state, session(state, day), CLIENT, BOOK)
    raised = state.exercises[1]
    assert raised.before is not None
    after, made = flare_reported(state, 4, 6, 1, CLIENT, BOOK)
    assert after.exercises[1].rung == raised.before
    assert {d.slot: d.action for d in made} == {"gl_bridge": "hold", "hg_rdl_db": "rest"}
    assert [i.resting for i in today(after, 4, CLIENT, BOOK)] == [False, True]
