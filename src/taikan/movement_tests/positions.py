"""How the body lies, sits or stands at rest, so that a recording of another test is told from this one."""

from collections.abc import Mapping

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.core.records import Reason
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.motion import Motion
from taikan.movement_tests import reading
from taikan.movement_tests.base import Check

POSITIONS = ("standing", "sitting", "supine", "prone", "quadruped")


def in_position(*allowed: str) -> Check:
    """A check that the person rests in one of ``allowed`` positions (bands in ``movement_tests.toml``).

    Most repetitions must begin there; without any, the person must be there some of the time.
    """

    def check(motion: Motion, spans: tuple[RepetitionSpan, ...], _options: Mapping[str, str]) -> Reason | None:
        signs = _at_rest(motion, spans)
        needed = reading.settings("range")["least_rest_share" if spans else "least_seen_share"]
        if not any(np.isfinite(v).any() for v in signs.values()):
            return None
        if max(_share(signs, name) for name in allowed) >= needed:
            return None
        seen = max(POSITIONS, key=lambda name: _share(signs, name))
        if _share(signs, seen) < needed:
            seen = "unknown_position"
        return Reason(code="wrong_position", values={"needed": allowed[0], "seen": seen})

    return check


def _at_rest(motion: Motion, spans: tuple[RepetitionSpan, ...]) -> dict[str, FloatArray]:
    """Each sign of position beside every repetition, or in every frame without any; NaN where unseen."""
    signs = _signs(motion)
    if not spans:
        return signs
    return {
        name: np.array([reading.while_standing(motion, span, series) for span in spans])
        for name, series in signs.items()
    }


def _signs(motion: Motion) -> dict[str, FloatArray]:
    """From the side, inclinations of trunk and thigh in degrees; from front or back, how far the knees hang below the
    hips as a share of the trunk's height."""
    if motion.view.is_sagittal:
        thigh = motion.angle(motion.near_series("thigh_inclination"))
        return {"trunk": reading.trunk_inclination(motion), "thigh": thigh}
    shoulder, hip, knee = (motion.midpoint(part)[:, 1] for part in ("shoulder", "hip", "knee"))
    with np.errstate(invalid="ignore", divide="ignore"):
        return {"knee_drop": np.asarray((hip - knee) / (shoulder - hip))}


def _share(signs: Mapping[str, FloatArray], position: str) -> float:
    """Share of the moments whose known signs lie in the position's bands; one without a band takes any value."""
    bands = reading.settings(f"position_{position}")
    fits = [
        ~np.isfinite(values)
        | ((values >= bands.get(f"{sign}_low", -np.inf)) & (values <= bands.get(f"{sign}_high", np.inf)))
        for sign, values in signs.items()
    ]
    return float(np.mean(np.all(fits, axis=0)))
