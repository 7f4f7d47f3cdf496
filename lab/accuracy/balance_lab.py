"""Two calibrated laboratory cameras and a man balancing: Taikan's landmarks against Pose2Sim's joints.

In each picture, the bend of knee, hip and elbow between Taikan's landmarks is compared with that between the reference
joints projected by the calibration. With both cameras the landmarks are triangulated and knees compared with the
OpenSim inverse kinematics of the reference. The reference is itself markerless (four cameras), so this is agreement and
no truth.
"""

from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from lab.accuracy.agreement import agreement
from taikan.capture.video import probe
from taikan.core.arrays import KEYPOINTS, FloatArray
from taikan.interop.mot import read_mot
from taikan.interop.trc import read_trc
from taikan.pose.clean import clean
from taikan.pose.recording import track_people

AT = {name: i for i, name in enumerate(KEYPOINTS)}
CAMERAS = ("cam03", "cam04")
PARTS = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
BENDS = {"knee": ("hip", "knee", "ankle"), "hip": ("shoulder", "hip", "knee"), "elbow": ("shoulder", "elbow", "wrist")}
SIDES = ("right", "left")
SUBPIXELS = 64.0
"""The calibration counts in 64ths of a pixel."""


@dataclass(frozen=True)
class BendAgreement:
    """One bend from one place (a camera, or both triangulated): bias and errors in degrees, range of the reference."""

    seen_by: str
    bend: str
    n: int
    bias_deg: float
    mae_deg: float
    rmse_without_bias_deg: float
    range_deg: float


def camera_matrix(calibration: Path, serial: str) -> FloatArray:
    """(3, 4) from metres (Y up) to upright pixels. The calibration is in mm, Z up, looks along its third axis with its
    first to image-left; lens distortion (under 3 px here) is left out."""
    found = next(c for c in ElementTree.parse(calibration).getroot().iter("camera") if c.get("serial") == serial)
    place, lens = found.find("transform"), found.find("intrinsic")
    assert place is not None
    assert lens is not None
    turn = np.array([[float(place.attrib[f"r{i}{j}"]) for j in (1, 2, 3)] for i in (1, 2, 3)])
    at = np.array([float(place.attrib[k]) for k in "xyz"]) / 1000.0
    number = {k: float(v) / SUBPIXELS for k, v in lens.attrib.items() if k.startswith(("focalLength", "centerPoint"))}
    inside = np.array(
        [
            [-number["focalLengthU"], 0.0, number["centerPointU"]],
            [0.0, number["focalLengthV"], number["centerPointV"]],
            [0.0, 0.0, 1.0],
        ]
    )
    z_up_from_y_up = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    outside = np.concatenate([turn @ z_up_from_y_up, -(turn @ at)[:, None]], axis=1)
    matrix: FloatArray = inside @ outside
    return matrix


def project(matrix: FloatArray, points: FloatArray) -> FloatArray:
    """(..., 2) pixels of (..., 3) metres."""
    pixels = np.concatenate([points, np.ones((*points.shape[:-1], 1))], axis=-1) @ matrix.T
    flat: FloatArray = pixels[..., :2] / pixels[..., 2:]
    return flat


def triangulate(matrices: list[FloatArray], pixels: list[FloatArray]) -> FloatArray:
    """(N, 3) metres of points seen at (N, 2) ``pixels`` by each camera: least squares on the cross terms."""
    rows = [xy[:, k, None] * matrix[2] - matrix[k] for matrix, xy in zip(matrices, pixels, strict=True) for k in (0, 1)]
    system = np.stack(rows, axis=1)
    solved = np.linalg.svd(system)[2][:, -1]
    points: FloatArray = solved[:, :3] / solved[:, 3:]
    return points


def bend_deg(first: FloatArray, middle: FloatArray, last: FloatArray) -> FloatArray:
    """(T,) 180 minus the angle at ``middle``, for points of any dimension; degrees."""
    before, after = middle - first, last - middle
    cosine = (before * after).sum(-1) / (np.linalg.norm(before, axis=-1) * np.linalg.norm(after, axis=-1))
    return np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))


def reference_points(folder: Path) -> dict[str, FloatArray]:
    """Landmark name to (T, 3) metres, Y up."""
    markers = read_trc(folder / "pose2sim" / "balancing_raw3d.trc")
    return {f"{s}_{part}": markers.point(f"{s[0].upper()}{part.capitalize()}") for s in SIDES for part in PARTS}


def landmark_pixels(clip: Path) -> FloatArray:
    """(T, 33, 2) cleaned landmarks of the person, by the full model."""
    info = probe(clip)
    recording = track_people(info, model="full")
    pixels: FloatArray = clean(recording.track).track["position"].to_numpy()[..., :2]
    return pixels


def compare(folder: Path) -> list[BendAgreement]:
    """Every bend in each picture, then the triangulated knees; ``folder`` holds ``videos`` and ``pose2sim``."""
    truth = reference_points(folder)
    matrices = [camera_matrix(folder / "pose2sim" / "Calib.qca.txt", serial) for serial in CAMERAS]
    seen = [landmark_pixels(folder / "videos" / f"balance_lab_{serial}.mp4") for serial in CAMERAS]
    rows = []
    for serial, matrix, pixels in zip(CAMERAS, matrices, seen, strict=True):
        theirs = {name: project(matrix, points) for name, points in truth.items()}
        rows += [_bend(serial, pixels, theirs, side, bend) for side in SIDES for bend in BENDS]
    return [*rows, *_triangulated(folder, matrices, seen)]


def _bend(serial: str, pixels: FloatArray, theirs: dict[str, FloatArray], side: str, bend: str) -> BendAgreement:
    names = [f"{side}_{part}" for part in BENDS[bend]]
    ours = bend_deg(*(pixels[:, AT[name]] for name in names))
    return _row(serial, f"{side} {bend}, in the picture", ours, bend_deg(*(theirs[name] for name in names)))


def _triangulated(folder: Path, matrices: list[FloatArray], seen: list[FloatArray]) -> list[BendAgreement]:
    table = read_mot(folder / "pose2sim" / "balancing_IK_LSTM.mot")
    rows = []
    for side in SIDES:
        places = [triangulate(matrices, [p[:, AT[f"{side}_{part}"]] for p in seen]) for part in BENDS["knee"]]
        truth = table.degrees(f"knee_angle_{side[0]}")
        rows.append(_row("both, triangulated", f"{side} knee, inverse kinematics", bend_deg(*places), truth))
    return rows


def _row(seen_by: str, bend: str, ours: FloatArray, truth: FloatArray) -> BendAgreement:
    count = min(len(ours), len(truth))
    found = agreement(truth[:count], ours[:count])
    left = float(np.sqrt(max(found.rmse**2 - found.bias**2, 0.0)))
    return BendAgreement(seen_by, bend, found.n, found.bias, found.mae, left, float(np.ptp(truth[:count])))


def reprojection_px(folder: Path, serial: str) -> float:
    """Median distance of landmarks from the projected reference joints: whether the calibration is read right."""
    matrix = camera_matrix(folder / "pose2sim" / "Calib.qca.txt", serial)
    pixels = landmark_pixels(folder / "videos" / f"balance_lab_{serial}.mp4")
    apart = [
        np.linalg.norm(pixels[: len(points), AT[name]] - project(matrix, points), axis=1)
        for name, points in reference_points(folder).items()
    ]
    return float(np.median(np.concatenate(apart)))
