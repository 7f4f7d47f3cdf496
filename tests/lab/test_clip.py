"""Whole clips: these render, so they need the lab's extra and a GL library."""

import json
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pandas as pd
import pytest

from lab.act import ClipSpec, act_out
from lab.camera import Camera
from lab.clip import make_clip
from lab.persons import draw_person, known_people
from lab.scene import Scene
from lab.script import FaultOrder
from lab.skeleton import SIDES
from lab.variety import draw_clothes
from taikan.core.arrays import KEYPOINTS
from taikan.kinematics.angles import series_names
from taikan.knowledge.loader import load_knowledge

pytestmark = pytest.mark.lab
for _package in ("torch", "anny", "pyvista"):
    pytest.importorskip(_package, reason=f"{_package} is not installed (the lab extra)", exc_type=ImportError)

_SHORT = {"repetitions": 1.0, "there_s": 0.5, "back_s": 0.5, "hold_s": 0.1, "quiet_s": 0.2}


def _spec(**changes: object) -> ClipSpec:
    spec = ClipSpec("squat", known_people()["man_34_desk"], seed=1, options=_SHORT, camera=Camera(long_side_px=160))
    return replace(spec, **changes)  # type: ignore[arg-type]


def _pictures(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(_spec(faults=(FaultOrder("knee_valgus", 12.0),)), tmp_path_factory.mktemp("clip"))


def test_film_and_truth_have_the_same_frames(clip: Path) -> None:
    table = pd.read_parquet(clip / "truth.parquet")
    assert len(_pictures(clip / "clip.mp4")) == len(table)


def test_the_table_holds_every_landmark_and_angle(clip: Path) -> None:
    table = pd.read_parquet(clip / "truth.parquet")
    for name in KEYPOINTS:
        assert table[[f"{name}_x_m", f"{name}_y_m", f"{name}_z_m", f"{name}_u_px", f"{name}_v_px"]].notna().all().all()
    for name in series_names():
        assert table[name.removesuffix("_projection")].notna().all()
    spine = table[[f"spine_{i}_flexion_deg" for i in range(1, 6)]].to_numpy()
    assert spine[:, :3].sum(axis=1) == pytest.approx(table["lumbar_flexion_deg"].to_numpy())
    assert spine[:, 3:].sum(axis=1) == pytest.approx(table["thoracic_flexion_deg"].to_numpy())


def test_the_description_keeps_its_contract(clip: Path) -> None:
    truth = json.loads((clip / "truth.json").read_text(encoding="utf-8"))
    assert truth["schema"] == "taikan.lab.truth/1"
    assert truth["test"] == "squat"
    assert truth["measurable"] is True
    assert truth["why_not"] is None
    assert set(truth["camera"]) >= {"yaw_deg", "yaw_error_deg", "pitch_deg", "roll_deg", "height_m", "distance_m"}
    assert set(truth["repetitions"][0]) == {"index", "side", "start_s", "bottom_s", "end_s", "partial"}
    assert set(truth["faults"][0]) == {"code", "repetition", "start_s", "end_s", "size", "unit"}
    assert {c["part"] for c in truth["contacts"]} == {"foot"}


def test_a_seed_gives_the_same_bytes(tmp_path: Path, clip: Path) -> None:
    again = make_clip(_spec(faults=(FaultOrder("knee_valgus", 12.0),)), tmp_path)
    for name in ("clip.mp4", "truth.json", "truth.parquet"):
        assert (again / name).read_bytes() == (clip / name).read_bytes()


def test_the_person_is_where_the_truth_says(clip: Path, tmp_path: Path) -> None:
    """Dark trousers against a light wall: the knee's pixel is dark."""
    spec = _spec(scene=Scene(room="plain", clutter=0, shadows=False), camera=Camera(long_side_px=320, noise=0.0))
    folder = make_clip(spec, tmp_path)
    pictures, table = _pictures(folder / "clip.mp4"), pd.read_parquet(folder / "truth.parquet")
    for frame in range(0, len(table), 5):
        u, v = table.loc[frame, ["right_knee_u_px", "right_knee_v_px"]].astype(int)
        assert pictures[frame, v, u].mean() < 60
    assert clip.exists()


@pytest.mark.parametrize("seed", range(4))
def test_bodies_have_the_stature_and_mass_asked_for(seed: int) -> None:
    person = draw_person(seed)
    body = act_out(_spec(person=person)).body
    assert 100 * body.height_m == pytest.approx(person.height_cm, abs=0.1)
    assert body.mass_kg == pytest.approx(person.mass_kg, rel=0.06)
    skeleton = body.skeleton
    for side in SIDES:
        for part in ("hip", "knee", "ankle", "shoulder"):
            segment, place = skeleton.landmark[f"{side}_{part}"]
            assert np.allclose(place, skeleton.joint[segment])
    assert 0.075 < skeleton.hip_half_m < 0.10


def test_loose_cloth_changes_the_outline_and_nothing_true(tmp_path: Path) -> None:
    tight, loose = (
        make_clip(_spec(clothes=replace(draw_clothes(1), fit=fit)), tmp_path / fit) for fit in ("tight", "loose")
    )
    assert (tight / "truth.parquet").read_bytes() == (loose / "truth.parquet").read_bytes()
    assert not np.array_equal(_pictures(tight / "clip.mp4"), _pictures(loose / "clip.mp4"))


def test_a_full_scene_renders(tmp_path: Path) -> None:
    scene = Scene(room="gym", mirror=True, bystander=True, occluder_m=0.4, clutter=5)
    folder = make_clip(_spec(scene=scene, camera=Camera(long_side_px=160, blur_samples=2)), tmp_path)
    assert json.loads((folder / "truth.json").read_text(encoding="utf-8"))["scene"]["mirror"] is True


def test_reasons_are_taikans() -> None:
    assert "wrong_view" in load_knowledge().reasons
    with pytest.raises(ValueError, match="no reason"):
        _spec(measurable=False, why_not="because")
