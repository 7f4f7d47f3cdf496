"""A hand-out to look at: the profile of an example client, a plan written by hand, a drawn picture."""

from pathlib import Path

import cv2
import numpy as np

from taikan.core.records import Measure
from taikan.core.texts import Text
from taikan.knowledge.body_map import load_body_map
from taikan.knowledge.exercise_loader import load_exercises
from taikan.knowledge.factor_loader import load_factor_model
from taikan.knowledge.loader import load_knowledge
from taikan.programme.records import (
    DailyWalk,
    Dose,
    ExcludedExercise,
    LimitNote,
    PlannedItem,
    PlannedSession,
    PlanReason,
    Programme,
    SolverReport,
)
from taikan.report.handout import Habit, Handout, Seen, Shelf
from taikan.workflows.plan import next_tests_of
from taikan.workflows.profile import make_profile

CLIENTS = Path(__file__).parents[2] / "docs" / "clients"
SHELF = Shelf(load_knowledge(), load_factor_model(), load_exercises(), load_body_map())


def item(exercise: str, block: str, dose: Dose, factor: str, *evidence: str) -> PlannedItem:
    reason = PlanReason(factor=factor, priority=0.5, evidence=evidence, grade="low")
    return PlannedItem.model_validate(
        {"exercise": exercise, "block": block, "dose": dose, "item_s": 150.0, "reasons": (reason,)}
    )


def plan() -> Programme:
    """Two kinds of session of a desk worker."""
    home = (
        item("th_open_book", "mobilise", Dose(sets=2, reps=8, per_side=True, rpe=2), "mob.thoracic", "rom.th_rot"),
        item(
            "ar_bird_dog",
            "control",
            Dose(sets=2, reps=6, hold_s=8, per_side=True, rest_s=30, rpe=4),
            "trunk.deep_control",
        ),
        item(
            "al_side_knee",
            "control",
            Dose(sets=2, reps=5, hold_s=8, per_side=True, rest_s=30, rpe=5),
            "trunk.endurance",
            "end.side",
        ),
        item("hg_dowel", "strength", Dose(sets=2, reps=8, rest_s=45, rpe=4, range=0.7), "move.hinge_lift", "mov.hinge"),
        item("tk_desk_break", "carry_over", Dose(sets=1, time_s=60, rpe=2), "life.sitting_time", "q.life.sit_h"),
    )
    load = Dose(sets=3, reps=10, rest_s=90, rpe=6, load_kg=10, implement="dumbbell 2 x 5 kg", tempo="3-1-2")
    gym = (
        item("th_sit_rot", "mobilise", Dose(sets=2, reps=8, per_side=True, rpe=2), "mob.thoracic", "rom.th_rot"),
        item("hg_rdl_db", "strength", load, "move.hinge_lift", "mov.hinge", "ctrl.waiter"),
        item(
            "ub_band_row",
            "strength",
            Dose(sets=3, reps=12, rest_s=60, rpe=6, band="red"),
            "mob.shoulder",
        ),
        item(
            "al_farmer_carry",
            "carry_over",
            Dose(sets=3, distance_m=20, rest_s=60, rpe=6, load_kg=16),
            "trunk.endurance",
        ),
    )
    return Programme(
        phase="restore",
        sessions=(
            PlannedSession(id="gym", setting="gym", days=(1, 5), items=gym, budget_s=3000, total_s=2400),
            PlannedSession(id="home", setting="home", days=(0, 2, 3, 6), items=home, budget_s=900, total_s=870),
        ),
        walk=DailyWalk(minutes=(15, 20), per_day=1, days=5, steps=5000),
        excluded=(ExcludedExercise(exercise="ae_curl_up", limits=(LimitNote(limit="contra", by="osteoporosis"),)),),
        review_weeks=(2, 4),
        solver=SolverReport(objective=10, bound=10, gap=0, proven=True),
    )


def picture() -> bytes:
    image = np.full((640, 480, 3), (224, 236, 232), np.uint8)
    cv2.circle(image, (240, 140), 60, (110, 118, 15), -1)
    return bytes(cv2.imencode(".jpg", image)[1].tobytes())


def measured(code: str, value: float, sem: float, grade: str) -> Measure:
    known = {"unit": "deg", "side": "right", "n_trials": 5, "confidence": 0.8}
    return Measure.model_validate(
        {**known, "code": code, "value": value, "sem": sem, "mdc95": 2.77 * sem, "grade": grade}
    )


def measures() -> tuple[Measure, ...]:
    return measured("mov.sq.depth", 28.2, 3.1, "red"), measured("mov.sq.trunk", 41.0, 2.4, "ok")


def handout(client: str = "desk_worker") -> Handout:
    """The hand-out of an example client with the plan above."""
    document = make_profile(CLIENTS / f"{client}.toml")
    habit = Habit(
        name=Text(ja="30分に1回立つ", en="Stand every 30 minutes"),
        advice=Text(ja="1分だけ立ちます。", en="For a minute."),
        cue=Text(ja="会議が終わったら", en="When a meeting ends"),
        action=Text(ja="立つ", en="stand up"),
    )
    return Handout(
        profile=document.profile,
        created_on="2026-11-24",
        name="山田",
        care=(Text(ja="丸める動きを小さくします。", en="Less rounding."),),
        stop_when=(Text(ja="丸めて痛みが増えたら中止。", en="Stop if rounding hurts more."),),
        recordings=3,
        answers=62,
        seen=(Seen(picture(), "squat", "none", measures()), Seen(picture(), "walk", "none", ())),
        measures=measures(),
        pain_areas=("low_back_left",),
        usual_pain=4,
        plan=plan(),
        habits=(habit,),
        next_tests=next_tests_of(document),
    )
