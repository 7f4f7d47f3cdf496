"""A treadmill run: cadence from Taikan's landmarks against the one its source measured from raw pixels."""

import json
from dataclasses import dataclass
from pathlib import Path

from taikan.capture.video import probe
from taikan.kinematics.gait_events import gait_events
from taikan.kinematics.motion import build_motion
from taikan.pose.clean import clean
from taikan.pose.recording import ModelName, track_people

CUTOFF_HZ = 11.0
"""Running is quicker than what the usual filter is made for."""


@dataclass(frozen=True)
class Cadence:
    """Steps a minute: Taikan's, the reference's and its uncertainty; contacts found of each foot; the view seen."""

    model: str
    measured_per_min: float
    truth_per_min: float
    truth_uncertainty: float
    left_contacts: int
    right_contacts: int
    view: str


def compare(folder: Path, model: ModelName = "full") -> Cadence:
    """Cadence of the run in ``folder`` (the reference data)."""
    truth = json.loads((folder / "running" / "male_side.groundtruth.json").read_text(encoding="utf-8"))["cadence_spm"]
    info = probe(folder / "videos" / "running_treadmill_sagittal.mp4")
    recording = track_people(info, model=model)
    motion = build_motion(clean(recording.track, cutoff_hz=CUTOFF_HZ).track)
    events = gait_events(motion)
    return Cadence(
        model=model,
        measured_per_min=events.cadence_per_min,
        truth_per_min=float(truth["value"]),
        truth_uncertainty=float(truth["uncertainty"]),
        left_contacts=len(events.contact_s["left"]),
        right_contacts=len(events.contact_s["right"]),
        view=motion.view.label,
    )
