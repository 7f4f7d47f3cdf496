"""Real references: the calibration is read right, and cadence and arm angles agree."""

import numpy as np
import pytest

from lab.accuracy import balance_lab, keraal, treadmill


def test_triangulation_inverts_projection():
    rng = np.random.default_rng(2)
    inside = np.array([[1000.0, 0, 500], [0, 1000, 500], [0, 0, 1]])
    turned = np.array([[0.0, 0, 1, 0], [0, 1, 0, 0], [-1, 0, 0, 4]])
    matrices = [inside @ turned, inside @ np.array([[1.0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 4]])]
    points = rng.uniform(-0.5, 0.5, (20, 3))
    pixels = [balance_lab.project(matrix, points) for matrix in matrices]
    assert balance_lab.triangulate(matrices, pixels) == pytest.approx(points, abs=1e-6)


def test_a_straight_limb_has_no_bend():
    straight = balance_lab.bend_deg(np.zeros((1, 3)), np.ones((1, 3)), 2 * np.ones((1, 3)))
    assert straight == pytest.approx(0.0, abs=1e-4)


@pytest.mark.reference
def test_shoulders_of_keraal_follow_the_vicon(reference_data):
    rows = {row.series: row for row in keraal.compare(reference_data / "keraal")}
    assert rows["right_shoulder_flexion"].correlation > 0.98
    assert rows["right_shoulder_flexion"].rmse_deg < 6.0


@pytest.mark.reference
def test_projected_joints_lie_on_the_person(reference_data):
    assert balance_lab.reprojection_px(reference_data, "cam04") < 25.0


@pytest.mark.reference
@pytest.mark.slow
def test_cadence_from_the_clip_itself(reference_data):
    found = treadmill.compare(reference_data, "lite")
    assert found.measured_per_min == pytest.approx(found.truth_per_min, rel=0.01)
