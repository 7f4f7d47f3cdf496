"""A drawn person seen from the side whose spine's bend is known: silhouettes and landmarks to test the back outline on.

Lengths are in units of the straight hip-shoulder distance. The figure faces right, y up; ``picture`` turns, mirrors and
places it. Bends are degrees over the standing neutral, spread evenly over the lumbar or the thoracic part.
"""

from dataclasses import dataclass, field, replace

import cv2
import numpy as np
import xarray as xr
from numpy.typing import NDArray

from taikan.core.arrays import KEYPOINTS, MIRROR_INDEX, pose_track
from taikan.kinematics.view import View
from taikan.pose.silhouette import Silhouettes

FloatArray = NDArray[np.float64]

_LUMBAR, _THORACIC, _TOP = 0.18, 0.54, 1.0
_FINE = 4


@dataclass(frozen=True)
class Body:
    """One person: thickness of back and belly, standing curves in degrees (+ rounded), error of hip and shoulder."""

    back: float = 0.19
    belly: float = 0.2
    lordosis_deg: float = -28.0
    kyphosis_deg: float = 20.0
    hip_bias: tuple[float, float] = (0.0, 0.0)
    shoulder_bias: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Pose:
    """One frame: added bends, forward lean of the pelvis, arm position, ripple of the back's edge, hair over it."""

    lower_deg: float = 0.0
    upper_deg: float = 0.0
    lean_deg: float = 0.0
    arm: str = "front"
    ripple: float = 0.0
    ripple_phase: float = 0.0
    masked: bool = True
    hair: bool = False


@dataclass(frozen=True)
class Picture:
    """How the figure lies in the picture: chord in mask pixels and in image pixels, turn, hip's place, mirroring."""

    chord_mask_px: float = 62.0
    chord_px: float = 190.0
    turn_deg: float = 0.0
    hip_px: tuple[float, float] = (420.0, 640.0)
    mirrored: bool = False
    region_turn_deg: float = 0.0
    width_px: int = 840
    height_px: int = 1280
    blur_px: float = 0.7


@dataclass(frozen=True)
class Figure:
    """Points in body units: the outline polygons and the landmarks."""

    polygons: list[FloatArray]
    strokes: list[tuple[FloatArray, float]]
    landmarks: dict[str, FloatArray] = field(default_factory=dict)


def recording(
    body: Body, poses: list[Pose], picture: Picture | None = None, fps: float = 30.0
) -> tuple[xr.Dataset, Silhouettes, View]:
    """A clip of ``poses`` as the pose stage would hand it over."""
    picture = picture or Picture()
    figures = [_figure(body, pose) for pose in poses]
    image = _body_to_image(picture)
    region = _mask_to_image(picture)
    position = np.full((len(poses), len(KEYPOINTS), 3), np.nan)
    for row, figure in zip(position, figures, strict=True):
        for name, point in figure.landmarks.items():
            row[KEYPOINTS.index(name)] = (*_apply(image, point), 0.0)
    if picture.mirrored:
        position = position[:, MIRROR_INDEX]
    visibility = np.where(np.isnan(position[..., 0]), 0.0, 0.95)
    track = pose_track(
        time_s=np.arange(len(poses)) / fps,
        position_px=position,
        world_m=np.zeros_like(position),
        visibility=visibility,
        presence=np.ones(len(poses)),
        width_px=picture.width_px,
        height_px=picture.height_px,
    )
    masks = [
        _mask(figure, image, region, picture) if pose.masked else None
        for figure, pose in zip(figures, poses, strict=True)
    ]
    side = "left" if picture.mirrored else "right"
    view = View(f"sagittal_{side}", -90.0 if picture.mirrored else 90.0, 5.0, -1 if picture.mirrored else 1, side, 0.9)
    return track, Silhouettes.pack([(m, None if m is None else region) for m in masks]), view


def turned(view: View, off_deg: float) -> View:
    """The same view claimed to be ``off_deg`` off the true side."""
    return replace(view, yaw_deg=view.yaw_deg - np.sign(view.yaw_deg) * off_deg)


def _figure(body: Body, pose: Pose) -> Figure:
    along, points, normals = _spine(body, pose)
    wave = pose.ripple * (np.sin(37.0 * along + pose.ripple_phase) + np.sin(61.0 * along + 2.3 * pose.ripple_phase))
    taper = np.clip((along + 0.15) / 0.25, 0, 1) * np.clip((1.12 - along) / 0.2, 0.5, 1)
    dorsal = points + normals * (body.back * taper + wave)[:, None]
    ventral = points - normals * body.belly
    hip, shoulder = points[np.searchsorted(along, 0.0)], points[np.searchsorted(along, 1.0)]
    knee, ankle, heel, toe = (
        np.array([0.05, -0.85]),
        np.array([0.0, -1.65]),
        np.array([-0.1, -1.72]),
        np.array([0.32, -1.74]),
    )
    head = shoulder + 0.45 * (points[-1] - points[-20]) / np.hypot(*(points[-1] - points[-20]))
    arm = _arm(pose.arm, shoulder, points, normals, along)
    strokes = [
        (np.stack([hip, knee]), 0.27),
        (np.stack([knee, ankle]), 0.2),
        (np.stack([heel, toe]), 0.1),
        (hip + np.array([[-0.09, 0.0], [-0.08, -0.05]]), 0.3),
        (np.stack([shoulder, head]), 0.22),
        (head + np.array([[0.0, 0.0], [0.02, 0.05]]), 0.36),
        (arm[:2], 0.17),
        (arm[1:], 0.12),
    ]
    if pose.hair:
        over = (along > 0.68) & (along < 1.1)
        strokes.append((dorsal[over], 0.13))
    landmarks = {
        "right_hip": hip + body.hip_bias,
        "left_hip": hip + body.hip_bias,
        "right_shoulder": shoulder + body.shoulder_bias,
        "left_shoulder": shoulder + body.shoulder_bias,
        "nose": head + np.array([0.2, 0.0]),
    }
    for side in ("right", "left"):
        names = ("elbow", "wrist", "index", "knee", "ankle", "heel", "foot_index")
        landmarks.update({f"{side}_{n}": p for n, p in zip(names, (*arm[1:], knee, ankle, heel, toe), strict=True)})
    return Figure([np.concatenate([dorsal, ventral[::-1]])], strokes, landmarks)


def _spine(body: Body, pose: Pose) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Arc length, points and dorsal normals of the trunk's middle line from under the hip to the neck."""
    along = np.linspace(-0.15, 1.12, 400)
    lumbar = np.radians(body.lordosis_deg + pose.lower_deg) / (_THORACIC - _LUMBAR)
    thoracic = np.radians(body.kyphosis_deg + pose.upper_deg) / (_TOP - _THORACIC)
    curve = np.where((along > _LUMBAR) & (along <= _THORACIC), lumbar, 0.0) + np.where(
        (along > _THORACIC) & (along <= _TOP), thoracic, 0.0
    )
    step = along[1] - along[0]
    stand = -0.5 * np.radians(body.lordosis_deg + body.kyphosis_deg)
    heading = np.radians(pose.lean_deg) + stand + np.cumsum(curve) * step
    tangent = np.stack([np.sin(heading), np.cos(heading)], axis=1)
    points = np.cumsum(tangent, axis=0) * step
    points -= points[np.searchsorted(along, 0.0)]
    return along, points, np.stack([-tangent[:, 1], tangent[:, 0]], axis=1)


def _arm(kind: str, shoulder: FloatArray, points: FloatArray, normals: FloatArray, along: FloatArray) -> FloatArray:
    """(4, 2) shoulder, elbow, wrist, index."""
    if kind == "front":
        return shoulder + np.array([[0, 0], [0.12, -0.55], [0.2, -0.98], [0.22, -1.1]])
    if kind == "raised":
        return shoulder + np.array([[0, 0], [0.5, 0.0], [0.9, 0.0], [1.0, 0.0]])
    if kind == "side":
        hip = points[np.searchsorted(along, 0.0)]
        share, ahead = (
            np.array([[0.0], [0.58], [1.0], [1.15]]),
            np.array([[0.0, 0.0], [-0.02, 0.0], [0.04, 0.0], [0.06, 0.0]]),
        )
        return np.asarray(shoulder + share * (hip - shoulder) + ahead)
    waist = np.searchsorted(along, [0.55, 0.38, 0.36])
    behind = points[waist] + normals[waist] * np.array([0.24, 0.22, 0.22])[:, None]
    return np.concatenate([shoulder[None], behind])


def _body_to_image(picture: Picture) -> FloatArray:
    turn, size = np.radians(picture.turn_deg), picture.chord_px
    matrix = size * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ np.diag([1.0, -1.0])
    matrix = np.column_stack([matrix, picture.hip_px])
    return (
        np.diag([-1.0, 1.0]) @ matrix + np.array([[0, 0, picture.width_px - 1.0], [0, 0, 0]])
        if picture.mirrored
        else matrix
    )


def _mask_to_image(picture: Picture) -> FloatArray:
    turn, scale = np.radians(picture.turn_deg + picture.region_turn_deg), picture.chord_px / picture.chord_mask_px
    matrix = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    hip = np.array(picture.hip_px)
    if picture.mirrored:
        hip[0] = picture.width_px - 1.0 - hip[0]
        matrix = np.diag([-1.0, 1.0]) @ matrix @ np.diag([-1.0, 1.0])
    return np.column_stack([matrix, hip - matrix @ np.array([127.5, 120.0])])


def _apply(matrix: FloatArray, points: FloatArray) -> FloatArray:
    return points @ matrix[:, :2].T + matrix[:, 2]


def _mask(figure: Figure, image: FloatArray, region: FloatArray, picture: Picture) -> NDArray[np.float32]:
    """Soft (256, 256) mask: drawn four times finer, averaged and a little blurred."""
    back = np.linalg.inv(region[:, :2])
    canvas = np.zeros((256 * _FINE, 256 * _FINE), dtype=np.uint8)

    def fine(points: FloatArray) -> NDArray[np.int32]:
        mask_px = (_apply(image, points) - region[:, 2]) @ back.T
        return np.rint(((mask_px + 0.5) * _FINE - 0.5) * 256).astype(np.int32)

    for polygon in figure.polygons:
        cv2.fillPoly(canvas, [fine(polygon)], 255, cv2.LINE_8, 8)
    for line, width in figure.strokes:
        thick = max(1, round(width * picture.chord_mask_px * _FINE))
        cv2.polylines(canvas, [fine(line)], False, 255, thick, cv2.LINE_8, 8)
    small = cv2.resize(canvas, (256, 256), interpolation=cv2.INTER_AREA).astype(np.float32) / 255.0
    return cv2.GaussianBlur(small, (0, 0), picture.blur_px) if picture.blur_px else small
