"""The back outline on a real squat: a bar on the shoulders, elbows behind the back while standing, another person in a
mirror."""

from pathlib import Path

import numpy as np
import pytest

from taikan.capture.video import probe
from taikan.kinematics.spine_contour import SpineContour, measure_contour
from taikan.kinematics.view import View
from taikan.pose.recording import track_people

FIRST, STOP = 465, 572


@pytest.fixture(scope="module")
def second_squat(reference_data: Path) -> SpineContour:
    info = probe(reference_data / "videos" / "squat_sagittal_2reps.mp4")
    recording = track_people(info, silhouettes=True, workers=1, start_index=FIRST, stop_index=STOP)
    assert recording.silhouettes is not None
    view = View("sagittal_right", 90.0, 5.0, 1, "right", 0.9)
    return measure_contour(recording.track, recording.silhouettes, view)


def between(contour: SpineContour, start_s: float, end_s: float) -> np.ndarray:
    return np.flatnonzero((contour.time_s >= start_s) & (contour.time_s <= end_s))


@pytest.mark.reference
@pytest.mark.slow
def test_bottom_is_measured_and_less_hollow_than_standing(second_squat: SpineContour) -> None:
    bottom, standing = between(second_squat, 17.2, 17.45), between(second_squat, 18.65, 18.95)
    assert np.median(second_squat.confidence[bottom]) > 0.5
    assert (second_squat.refusal[standing] == "").mean() > 0.5
    change = np.nanmedian(second_squat.lower_percent[bottom]) - np.nanmedian(second_squat.lower_percent[standing])
    assert 2.5 < change < 8.0


@pytest.mark.reference
@pytest.mark.slow
def test_elbow_behind_the_back_is_refused_as_an_arm(second_squat: SpineContour) -> None:
    rising = between(second_squat, 17.9, 18.2)
    assert (second_squat.refusal[rising] == "contour_arm_crosses").mean() > 0.8


@pytest.mark.reference
@pytest.mark.slow
def test_edge_joined_to_the_person_in_the_mirror_is_not_trusted(second_squat: SpineContour) -> None:
    joined = between(second_squat, 16.15, 16.55)
    assert np.median(second_squat.confidence[joined]) < 0.7
