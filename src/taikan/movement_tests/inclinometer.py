"""A phone as inclinometer: from two held readings to an angle (clinical list 1.11). Pure; degrees."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from taikan.core.records import Reason
from taikan.knowledge.manual_entry import SensorTable, load_sensor_table


@dataclass(frozen=True)
class Tap:
    """The angle of one axis, and its SD over the second it was held still."""

    angle_deg: float
    sd_deg: float = 0.0


@dataclass(frozen=True)
class Trial:
    """One movement: tapped at its start and end, and back at the start for a compass, which drifts."""

    start: Tap
    end: Tap
    back: Tap | None = None


def turned_deg(start_deg: float, end_deg: float) -> float:
    """How far an axis turned, -180 < x <= 180, whatever way round the sensor counts."""
    turned = (end_deg - start_deg) % 360.0
    return turned - 360.0 if turned > 180.0 else turned


def excursion(trial: Trial, *, is_compass: bool = False, table: SensorTable | None = None) -> float | Reason:
    """Angle 2 minus angle 1; a ``Reason`` where a tap was not held still or a compass did not come back."""
    table = table or load_sensor_table()
    if max(trial.start.sd_deg, trial.end.sd_deg) >= table.still_sd_deg:
        return Reason(code="sensor_not_still", values={"limit": table.still_sd_deg})
    if is_compass:
        if trial.back is None:
            return Reason(code="sensor_not_back", values={"limit": table.drift_deg})
        if abs(turned_deg(trial.start.angle_deg, trial.back.angle_deg)) > table.drift_deg:
            return Reason(code="sensor_not_back", values={"limit": table.drift_deg})
    return turned_deg(trial.start.angle_deg, trial.end.angle_deg)


def lumbar_share(
    upper: Sequence[Trial], lower: Sequence[Trial], depth_deg: tuple[float, float], table: SensorTable | None = None
) -> float | Reason:
    """Lumbar bend: the median turn at T12 less that at S2, from two bends.

    ``depth_deg``: how deep the trunk went in the bend with the phone at T12 and at S2; they must match.
    """
    table = table or load_sensor_table()
    if abs(depth_deg[0] - depth_deg[1]) > table.depth_deg:
        return Reason(code="sensor_depth_differs", values={"limit": table.depth_deg})
    medians = []
    for trials in (upper, lower):
        turns = [excursion(trial, table=table) for trial in trials]
        known = [turn for turn in turns if not isinstance(turn, Reason)]
        if not known:
            refused = [turn for turn in turns if isinstance(turn, Reason)]
            return refused[0] if refused else Reason(code="too_few_trials", values={"needed": 1, "found": 0})
        medians.append(median(known))
    return medians[0] - medians[1]
