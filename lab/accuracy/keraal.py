"""Keraal: BlazePose landmarks of a seated back exercise against Vicon targets, both through Taikan's angle code.

The camera looks at the front, so arms are compared in the picture plane: the formulas of shoulder and elbow flexion,
read there, are shoulder abduction and the elbow's bend as the picture shows it. Depth is left out, as it is in Taikan.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.spatial.transform import Rotation

from bench.mocap_angles import functional_centre
from taikan.core.arrays import KEYPOINTS, FloatArray
from taikan.kinematics.angles import compute_angles

AT = {name: i for i, name in enumerate(KEYPOINTS)}
SIDES = ("right", "left")
TARGETS = (
    "right_forearm", "left_forearm", "right_arm", "left_arm", "chest", "right_thigh", "left_thigh", "right_shoulder",
    "left_shoulder", "right_hand", "left_hand", "right_foot", "left_foot", "hips", "head", "right_tibia", "left_tibia",
)  # fmt: skip
SERIES = ("shoulder_flexion", "elbow_flexion")
PICTURE_ASPECT = 16.0 / 9.0
"""The landmarks are shares of a picture of unknown size; the camera of the set films 1920 x 1080."""
CLUSTER_M = 0.1
LEAST_SHARE = 0.5
"""A segment shorter than this share of its longest picture points at the camera and has no direction there."""


@dataclass(frozen=True)
class JointAgreement:
    """One series: mean difference (landmarks minus Vicon), RMSE without it, correlation, and the Vicon's range."""

    series: str
    offset_deg: float
    rmse_deg: float
    correlation: float
    range_deg: float
    frames: int


def vicon_points(path: Path) -> dict[str, FloatArray]:
    """Landmark name to (T, 2) metres as the camera in front sees them, the person's left to the right, y up.

    Elbow, wrist and shoulder are the points fixed in both neighbouring targets (functional centres; they agree within
    12 mm). Seated hips do not turn enough for that: both stand on the pelvis target, so a constant offset is left.
    """
    rows = np.loadtxt(path).reshape(-1, len(TARGETS), 7)
    where = {name: i for i, name in enumerate(TARGETS)}
    clusters = {name: _cluster(rows[:, i]) for name, i in where.items()}
    points: dict[str, FloatArray] = {}
    for side in SIDES:
        girdle, arm, forearm, hand = (clusters[f"{side}_{part}"] for part in ("shoulder", "arm", "forearm", "hand"))
        found = {
            "shoulder": functional_centre(girdle, arm)[0],
            "elbow": sum(functional_centre(arm, forearm)) / 2.0,
            "wrist": sum(functional_centre(forearm, hand)) / 2.0,
            "hip": rows[:, where["hips"], :3] / 1000.0,
        }
        points |= {f"{side}_{name}": xyz[:, [1, 2]] for name, xyz in found.items()}
    return points


def _cluster(target: FloatArray) -> list[FloatArray]:
    """A target's position (mm) and quaternion (x, y, z, w) as three points 10 cm along its axes, metres."""
    axes = Rotation.from_quat(target[:, 3:]).as_matrix()
    return [target[:, :3] / 1000.0 + CLUSTER_M * axes[:, :, k] for k in range(3)]


def blazepose_points(path: Path) -> dict[str, FloatArray]:
    """Landmark name to (T, 2) in picture widths, x right, y up."""
    frames = json.loads(path.read_text(encoding="utf-8"))["positions"]
    points = {}
    for side in SIDES:
        for part in ("shoulder", "elbow", "wrist", "hip"):
            xyz = np.array([frame[f"{side.capitalize()}_{part}"] for frame in frames.values()])
            points[f"{side}_{part}"] = np.stack([xyz[:, 0], -xyz[:, 1] / PICTURE_ASPECT], axis=1)
    return points


def picture_angles(points: dict[str, FloatArray]) -> dict[str, FloatArray]:
    """Series of both arms by Taikan's code in the picture plane, degrees; outwards counts as forwards."""
    count = len(next(iter(points.values())))
    xy = np.full((count, len(KEYPOINTS), 2), np.nan)
    for name, values in points.items():
        xy[:, AT[name]] = values
    series = {}
    for side, outwards in (("right", -1), ("left", 1)):
        table = compute_angles(np.arange(float(count)), xy, np.ones(xy.shape[:2]), facing=outwards, right_sign=0)
        for name in SERIES:
            series[f"{side}_{name}"] = table["angle_deg"].sel(angle=f"{side}_{name}_projection").to_numpy()
    return series


def compare(folder: Path) -> list[JointAgreement]:
    """Every series of the recording in ``folder`` (the ``keraal`` folder of the reference data)."""
    vicon = vicon_points(next(folder.glob("G3-Vicon-*.txt")))
    blaze = blazepose_points(next(folder.glob("G3-BP-*.json")))
    at = _times_in_vicon(blaze, vicon)
    ours, theirs = picture_angles(blaze), picture_angles(vicon)
    inside = (at >= 0) & (at <= len(next(iter(vicon.values()))) - 1)
    nearest = np.clip(np.rint(at).astype(int), 0, len(next(iter(vicon.values()))) - 1)
    rows = []
    for name, values in ours.items():
        side = name.split("_")[0]
        use = inside & _in_plane(blaze, side) & _in_plane(vicon, side)[nearest]
        truth = theirs[name][nearest[use]]
        off = np.mod(values[use] - truth + 180.0, 360.0) - 180.0
        rows.append(
            JointAgreement(
                series=name,
                offset_deg=float(off.mean()),
                rmse_deg=float(off.std()),
                correlation=float(np.corrcoef(truth + off, truth)[0, 1]),
                range_deg=float(np.ptp(truth)),
                frames=int(use.sum()),
            )
        )
    return rows


def _in_plane(points: dict[str, FloatArray], side: str) -> NDArray[np.bool_]:
    """(T,) frames in which upper arm and forearm are long enough in the picture to have a direction."""
    shoulder, elbow, wrist = (points[f"{side}_{part}"] for part in ("shoulder", "elbow", "wrist"))
    lengths = [np.linalg.norm(b - a, axis=1) for a, b in ((shoulder, elbow), (elbow, wrist))]
    shown: NDArray[np.bool_] = np.all([x >= LEAST_SHARE * x.max() for x in lengths], axis=0)
    return shown


def _times_in_vicon(blaze: dict[str, FloatArray], vicon: dict[str, FloatArray]) -> FloatArray:
    """(T,) the Vicon row of each landmark frame: no clock is stored, so rate and delay are those at which the heights
    of both wrists agree best."""
    ours, theirs = (sum(p[f"{s}_wrist"][:, 1] for s in SIDES) for p in (blaze, vicon))
    frames = np.arange(len(ours), dtype=float)
    rows = np.arange(len(theirs), dtype=float)

    def apart(rate_and_delay: FloatArray) -> float:
        rate, delay = rate_and_delay
        return -float(np.corrcoef(ours, np.interp(rate * frames + delay, rows, theirs))[0, 1])

    usual = (len(theirs) - 1) / (len(ours) - 1)
    starts = [np.array([usual, delay]) for delay in (-20.0, -10.0, 0.0, 10.0, 20.0)]
    best = min((minimize(apart, start, method="Nelder-Mead") for start in starts), key=lambda found: found.fun)
    rate, delay = best.x
    times: FloatArray = rate * frames + delay
    return times
