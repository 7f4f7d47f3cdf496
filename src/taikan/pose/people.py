"""Who is in the clip and which of them is measured: a few frames are searched, the people in them linked and ranked."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from taikan.capture.video import Frame, VideoInfo
from taikan.core.arrays import KEYPOINTS
from taikan.pose.detector import Detection, Detector, tiles, whole_picture
from taikan.pose.landmarks import LandmarkModel, PoseFrame
from taikan.pose.region import Region
from taikan.pose.tracker import Sighting, merge, settle

_TILE_FRACTIONS = (0.7, 0.34)
_SURE, _LARGE = 0.8, 0.4  # a detection this sure of somebody this large (share of the longer side) needs no tiles
_CORE = [KEYPOINTS.index(f"{s}_{j}") for s in ("left", "right") for j in ("shoulder", "hip", "knee", "ankle")]
_LINK_LIMIT = 2.0
_ONE_BODY = 0.3
_PART_SIZE, _PART_INSIDE, _PART_MARGIN = 0.6, 0.7, 0.1  # a body so much smaller, so much of it within another
_MIN_RELATIVE_RANK = 0.05


@dataclass(frozen=True, eq=False)
class Candidate:
    """One person in one searched frame. ``box_px`` (4,) left, top, right, bottom of the trunk and legs."""

    sighting: Sighting
    rank: float
    colour: NDArray[np.float64]
    box_px: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Person:
    """One person over the searched frames, in order of time. ``number`` starts at 1, the main person."""

    number: int
    candidates: tuple[Candidate, ...]
    rank: float

    @property
    def anchor(self) -> Sighting:
        """Where this person is seen best."""
        return max(self.candidates, key=lambda c: c.rank).sighting

    def near(self, time_s: float) -> Sighting:
        """Where this person is at about ``time_s``: between the searched frames, in a straight line.

        The sighting keeps the time of the nearest searched frame: the further away, the less is known.
        """
        times = np.array([c.sighting.time_s for c in self.candidates])
        rows = np.array([_row(c.sighting.region) for c in self.candidates])
        x, y, size, turn = (float(np.interp(time_s, times, column)) for column in rows.T)
        nearest_s = float(times[np.argmin(np.abs(times - time_s))])
        return Sighting(Region(x, y, size, turn), nearest_s)


@dataclass
class _Chain:
    links: list[Candidate] = field(default_factory=list)


def _row(region: Region) -> tuple[float, float, float, float]:
    return region.center_x, region.center_y, region.size_px, region.rotation_rad


def scout_frame(info: VideoInfo, frame: Frame, detector: Detector, model: LandmarkModel) -> list[Candidate]:
    """Everyone in one frame, confirmed by the landmark model."""
    candidates = []
    for detection in _detect(info, frame, detector):
        pose = settle(model, frame, detection.region)
        if pose is None:
            continue
        region = Region.from_alignment(*pose.alignment)
        if region.is_sane(info.width_px, info.height_px):
            core = pose.position_px[_CORE, :2]
            box = np.concatenate([core.min(axis=0), core.max(axis=0)])
            seen = Sighting(region, frame.time_s)
            candidates.append(Candidate(seen, _rank(info, pose, region), _colours(frame, pose), box))
    return _without_repeats(candidates)


def _detect(info: VideoInfo, frame: Frame, detector: Detector) -> list[Detection]:
    """People in one frame: the whole picture; tiles unless someone large is there; lying people if nobody stands."""
    width, height = info.width_px, info.height_px
    found = detector.detect(frame, whole_picture(width, height))
    if any(d.score >= _SURE and d.region.body_px >= _LARGE * max(width, height) for d in found):
        return found
    for fraction in _TILE_FRACTIONS:
        for window in tiles(width, height, fraction):
            found = merge(found, detector.detect(frame, window))
        if found:
            return found
    for turns in (1, 3):
        found = merge(found, detector.detect(frame, whole_picture(width, height, turns)))
    return found


def _without_repeats(candidates: list[Candidate]) -> list[Candidate]:
    """Each person once. A tile that cuts somebody in two finds a second, smaller body inside the first."""
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: -c.rank):
        if not any(_is_one_body(candidate, k) or _is_part(candidate, k) for k in kept):
            kept.append(candidate)
    return kept


def _is_one_body(a: Candidate, b: Candidate) -> bool:
    return _apart(a.sighting.region, b.sighting.region) <= _ONE_BODY


def _is_part(small: Candidate, large: Candidate) -> bool:
    """Whether ``small`` is much smaller than ``large`` and lies on it: legs or a head taken for somebody."""
    if small.sighting.region.body_px > _PART_SIZE * large.sighting.region.body_px:
        return False
    margin = _PART_MARGIN * large.sighting.region.body_px
    low, high = (
        np.maximum(small.box_px[:2], large.box_px[:2] - margin),
        np.minimum(small.box_px[2:], large.box_px[2:] + margin),
    )
    common, own = np.prod(np.maximum(high - low, 0.0)), np.prod(small.box_px[2:] - small.box_px[:2])
    return bool(common >= _PART_INSIDE * own)


def _apart(a: Region, b: Region) -> float:
    """Distance of two regions' centres in diameters of the larger body."""
    return math.hypot(a.center_x - b.center_x, a.center_y - b.center_y) / max(a.body_px, b.body_px)


def _rank(info: VideoInfo, pose: PoseFrame, region: Region) -> float:
    """How much this looks like the person being filmed: large, central, wholly in the picture, clearly visible."""
    points = pose.position_px[_CORE, :2]
    inside = ((points >= 0) & (points < (info.width_px, info.height_px))).all(axis=1).mean()
    off_center = abs(region.center_x / info.width_px - 0.5) * 2.0
    visible = float(pose.visibility[_CORE].mean())
    return float(region.body_px * (1.0 - 0.4 * min(off_center, 1.0)) * inside * visible * pose.presence)


def _colours(frame: Frame, pose: PoseFrame) -> NDArray[np.float64]:
    """(12,) mean colours of upper trunk, lower trunk, thighs and shanks, 0..1: what the person wears."""
    to_image = pose.region.to_image(64)
    crop = frame.crop_rgb(to_image, 64, repeat_edge=True).astype(np.float64) / 255.0
    inverse = np.linalg.inv(np.vstack([to_image, (0.0, 0.0, 1.0)]))[:2]
    points = pose.position_px[_CORE, :2] @ inverse[:, :2].T + inverse[:, 2]
    shoulder, hip, knee, ankle = points.reshape(2, 4, 2).mean(axis=0)
    spots = (
        0.7 * shoulder + 0.3 * hip,
        0.3 * shoulder + 0.7 * hip,
        0.5 * (hip + knee),
        0.5 * (knee + ankle),
    )
    return np.concatenate([_patch(crop, spot) for spot in spots])


def _patch(crop: NDArray[np.float64], spot: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y = np.clip(np.rint(spot).astype(int), 2, 61)
    return np.asarray(crop[y - 2 : y + 3, x - 2 : x + 3].mean(axis=(0, 1)))


def link_people(scouted: Sequence[Sequence[Candidate]], *, prefers_moving: bool) -> tuple[Person, ...]:
    """The people of a clip, main person first, from the candidates of each searched frame in order of time."""
    chains: list[_Chain] = []
    for candidates in scouted:
        _extend(chains, candidates)
    ranked = sorted(((_chain_rank(c, prefers_moving=prefers_moving), c) for c in chains), key=lambda rc: -rc[0])
    best = ranked[0][0] if ranked else 0.0
    kept = [(rank, chain) for rank, chain in ranked if rank >= _MIN_RELATIVE_RANK * best]
    return tuple(Person(n, tuple(chain.links), rank) for n, (rank, chain) in enumerate(kept, start=1))


def _extend(chains: list[_Chain], candidates: Sequence[Candidate]) -> None:
    """Give each candidate to the chain it fits best, the best fits first; the rest start chains of their own."""
    ends = [chain.links[-1] for chain in chains]
    fits = sorted((_unlike(end, new), i, j) for i, end in enumerate(ends) for j, new in enumerate(candidates))
    used_chains: set[int] = set()
    used: set[int] = set()
    for cost, i, j in fits:
        if cost < _LINK_LIMIT and i not in used_chains and j not in used:
            chains[i].links.append(candidates[j])
            used_chains.add(i)
            used.add(j)
    chains.extend(_Chain([new]) for j, new in enumerate(candidates) if j not in used)


def _unlike(a: Candidate, b: Candidate) -> float:
    """Cost of believing that two candidates are one person: distance beyond walking speed, size and clothes."""
    gap_s = abs(b.sighting.time_s - a.sighting.time_s)
    distance = a.sighting.region.distance(b.sighting.region)
    clothes = float(np.abs(a.colour - b.colour).mean())
    return distance / (1.0 + 0.5 * gap_s) + 4.0 * clothes


def _chain_rank(chain: _Chain, *, prefers_moving: bool) -> float:
    total = sum(c.rank for c in chain.links)
    if not prefers_moving:
        return total
    xs = [c.sighting.region.center_x for c in chain.links]
    body = float(np.median([c.sighting.region.body_px for c in chain.links]))
    return total * (0.2 + (max(xs) - min(xs)) / body)


def is_mixed_up(chosen: Person, people: Sequence[Person], where: Callable[[float], Region | None]) -> bool:
    """Whether a track jumped to somebody else: it lies on another person in a frame that also shows the chosen one.

    ``where`` gives the tracked region at a time. People are told apart by place and clothes in the searched frames,
    the track by continuity alone, so the two check each other where people cross.
    """
    own = {c.sighting.time_s: c.sighting.region for c in chosen.candidates}
    for other in people:
        for candidate in other.candidates if other is not chosen else ():
            time_s, region = candidate.sighting.time_s, candidate.sighting.region
            tracked = where(time_s)
            if tracked is None or time_s not in own:
                continue
            if _apart(tracked, region) < _ONE_BODY < _apart(tracked, own[time_s]):
                return True
    return False
