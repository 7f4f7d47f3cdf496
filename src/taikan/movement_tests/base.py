"""What a movement test is: a declaration; ``running.run_test`` is the one way every test is run.

A new test is one small file: a ``MovementTest`` naming its views, landmarks, how to find repetitions, and one recipe a
measure. Words live in ``knowledge/texts`` under ``tests.<id>``, measures in ``knowledge/measures``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Literal

from taikan.core.arrays import FloatArray
from taikan.core.errors import WrongOptionError
from taikan.core.records import ManualPoint, Measure, Phase, Reason, Repetition, Sex, Verdict
from taikan.core.texts import Text
from taikan.knowledge.fault_rules import fault_rule
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.models import ViewFamily

if TYPE_CHECKING:
    from taikan.capture.quality import RecordingQuality
    from taikan.kinematics.events import RepetitionSpan
    from taikan.kinematics.motion import Motion
    from taikan.kinematics.spine_contour import SpineContour

LimbSide = Literal["left", "right"]
Sample = float | Reason
"""One value in the measure's unit, or why there is none."""

Check = Callable[["Motion", "tuple[RepetitionSpan, ...]", Mapping[str, str]], Reason | None]
"""Why a motion with these repetitions, under resolved options, is not this test at all, or ``None``."""


class AtLeast(float):
    """A value that is only a lower bound: the recording ended before the hold did."""


@dataclass(frozen=True)
class TestInput:
    """One recording, ready to be measured.

    ``problems`` are reasons found before (no person, a cut, ...): they make the verdict invalid. ``notes`` are remarks
    (filled gaps, repaired swaps, ...) that do not. ``options`` are the test's own, by name; missing ones take their
    default. ``age`` in years and ``sex`` pick the norm row where there are several. ``points`` were set by a person.
    ``withheld`` maps a measure code to why safety leaves it out.
    """

    __test__ = False

    motion: "Motion"
    contour: "SpineContour | None" = None
    quality: "RecordingQuality | None" = None
    options: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()
    age: float | None = None
    sex: Sex | None = None
    points: tuple[ManualPoint, ...] = ()
    withheld: Mapping[str, Reason] = field(default_factory=dict)


@dataclass(frozen=True)
class TestOutcome:
    """What a test says: the verdict first, then repetitions and every declared measure, with a value or a reason.

    ``spans`` are the repetitions as positions along the motion's time, one for one with ``repetitions``.
    """

    __test__ = False

    verdict: Verdict
    repetitions: tuple[Repetition, ...]
    measures: tuple[Measure, ...]
    spans: "tuple[RepetitionSpan, ...]" = ()


@dataclass(frozen=True)
class Take:
    """What a recipe sees: the recording, its options resolved, its repetitions, and points set by a person.

    ``points`` maps a name of ``knowledge/points.toml`` to (2,) body points as ``Motion.point`` gives them.
    """

    motion: "Motion"
    contour: "SpineContour | None"
    options: Mapping[str, str]
    spans: "tuple[RepetitionSpan, ...]"
    points: Mapping[str, FloatArray] = field(default_factory=dict)


@dataclass(frozen=True)
class Recipe:
    """How one measure is taken: from each repetition or from the whole recording.

    ``combine`` makes one value of those of the repetitions: the median, or for instance the best of three.
    ``side`` handed to the function is ``left`` or ``right`` for measures of a limb. A function that does not ask for a
    side gets the limb nearest the camera, or ``left`` where there is none.
    """

    code: str
    per_repetition: "Callable[[Take, RepetitionSpan, LimbSide], Sample] | None" = None
    whole: Callable[[Take, LimbSide], Sample] | None = None
    combine: Callable[[Sequence[float]], float] = median

    def __post_init__(self) -> None:
        if (self.per_repetition is None) == (self.whole is None):
            raise ValueError(f"{self.code}: a recipe works per repetition or on the whole, not both and not neither")


@dataclass(frozen=True)
class Option:
    """A choice the caller may make about a test; its words are ``tests.<id>.options.<name>.<choice>``."""

    name: str
    choices: tuple[str, ...]

    @property
    def default(self) -> str:
        """The first choice."""
        return self.choices[0]


@dataclass(frozen=True)
class MovementTest:
    """The declaration of one test.

    Attributes
    ----------
    id : the name on the command line.
    views : cameras that can show it, preferred first.
    landmarks : what the quality gate looks at, names without side.
    segment : finds the repetitions of a motion under resolved options.
    recipes : one a measure; every declared measure appears in every outcome.
    checks : what must hold for the recording to be this test (a position, raised arms); the first that fails says why.
    extra_fault_ids : form faults judged besides those whose files name this test.
    phases : splits a repetition into named parts; without it, ``phase_names`` at the turning point.
    phase_names : of the way to the turning point and of the way back.
    still_joint : a joint that must not move in this test, for measuring jitter.
    follows_mover : whether the person to measure is the one who crosses the picture.
    allows_photo : whether a photo will do: a posture that is held, whose "repetitions" are stretches held still.
    lying : the trunk is level in it (lying, on all fours), so the view is read from such frames.
    is_fast : running: it needs lighter smoothing, and nobody stands in it to read the height from.
    counts_repetitions : false where the whole recording is one trial or stillness is what is measured, so that standing
        still is a result as well.
    allow_partial : whether fewer than ``min_repetitions``, or half of one, is still measured (and marked).
    """

    id: str
    views: tuple[ViewFamily, ...]
    landmarks: tuple[str, ...]
    segment: "Callable[[Motion, Mapping[str, str]], tuple[RepetitionSpan, ...]]"
    recipes: tuple[Recipe, ...]
    checks: tuple[Check, ...] = ()
    extra_fault_ids: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    phases: "Callable[[Motion, RepetitionSpan], tuple[Phase, ...]] | None" = None
    phase_names: tuple[str, str] = ("descent", "ascent")
    still_joint: str | None = "ankle"
    min_fps: float = 15.0
    counts_repetitions: bool = True
    min_repetitions: int = 2
    allow_partial: bool = True
    allows_photo: bool = False
    needs_silhouette: bool = False
    follows_mover: bool = False
    lying: bool = False
    is_fast: bool = False

    @property
    def preferred_view(self) -> ViewFamily:
        """The camera that shows most of it."""
        return self.views[0]

    @property
    def measure_codes(self) -> tuple[str, ...]:
        """Codes of every measure of the test, in order."""
        return tuple(recipe.code for recipe in self.recipes)

    @property
    def fault_ids(self) -> tuple[str, ...]:
        """Form faults judged on the repetitions: those whose files name this test, most important first."""
        known = load_knowledge().faults
        named = {i for i, fault in known.items() if fault_rule(fault).criteria_for(self.id)}
        return tuple(sorted(named | set(self.extra_fault_ids), key=lambda i: (-known[i].importance, i)))

    @property
    def name(self) -> Text:
        """What people call it."""
        return load_knowledge().texts[f"tests.{self.id}.name"]

    @property
    def purpose(self) -> Text:
        """What it is for, in one sentence."""
        return load_knowledge().texts[f"tests.{self.id}.purpose"]

    @property
    def steps(self) -> tuple[Text, ...]:
        """How to record it, step by step."""
        texts = load_knowledge().texts
        steps: list[Text] = []
        while (key := f"tests.{self.id}.steps.{len(steps) + 1}") in texts:
            steps.append(texts[key])
        return tuple(steps)

    def resolve_options(self, given: Mapping[str, str]) -> dict[str, str]:
        """``given`` with defaults; raises ``WrongOptionError`` for an unknown option or choice."""
        known = {option.name: option for option in self.options}
        for name, value in given.items():
            if name not in known:
                raise WrongOptionError(option=name, value=value, allowed=", ".join(known) or "-")
            if value not in known[name].choices:
                raise WrongOptionError(option=name, value=value, allowed=", ".join(known[name].choices))
        return {name: given.get(name, option.default) for name, option in known.items()}
