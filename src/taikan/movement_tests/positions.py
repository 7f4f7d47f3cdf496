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
    """A check that the person rests in one of ``allowed`` positions (bands in ``movement_tests.toml``)."""

    def check(motion: Motion, spans: tuple[RepetitionSpan, ...], _options: Mapping[str, str]) -> Reason | None:
        rest = _at_rest(motion, spans)
        if not any(np.isfinite(v) for v in rest.values()) or any(_fits(rest, name) for name in allowed):
            return None
        seen = next((name for name in POSITIONS if _fits(rest, name)), "unknown_position")
        return Reason(code="wrong_position", values={"needed": allowed[0], "seen": seen})

    return check


def _at_rest(motion: Motion, spans: tuple[RepetitionSpan, ...]) -> dict[str, float]:
    """Median of each sign of position beside the repetitions, or over the recording without any; NaN where unseen."""
    signs = _signs(motion)
    if not spans:
        return {name: _median(series) for name, series in signs.items()}
    return {
        name: _median(np.array([reading.while_standing(motion, span, series) for span in spans]))
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


def _fits(rest: Mapping[str, float], position: str) -> bool:
    """Whether every known sign lies in the position's band; a position without a band for a sign takes any."""
    bands = reading.settings(f"position_{position}")
    known = {name: v for name, v in rest.items() if np.isfinite(v)}
    return all(bands.get(f"{n}_low", v) <= v <= bands.get(f"{n}_high", v) for n, v in known.items())


def _median(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else float("nan")
