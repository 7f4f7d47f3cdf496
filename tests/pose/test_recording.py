"""Following people through real recordings: the right one, in every frame, the same each time."""

from pathlib import Path

import numpy as np
import pytest
from reference_people import (
    SQUAT,
    WALK,
    Image,
    clip,
    middle,
    pictures,
    position,
    recording,
    remade,
    seen,
    torso_px,
    track,
)

from media import set_rotation, write_clip, write_numbered_clip
from taikan.capture.video import probe
from taikan.core.arrays import MIRROR_INDEX
from taikan.core.errors import UnknownNameError
from taikan.pose.recording import PoseRecording
from taikan.pose.segments import plan_segments

SMALL = (304, 540)
MIRROR_BODY_PX = 250.0
"""No reflection in the squat clip is larger; the man himself is 590 px tall."""


def assert_identical(a: PoseRecording, b: PoseRecording) -> None:
    for name in ("position", "world", "visibility", "presence"):
        np.testing.assert_array_equal(a.track[name].to_numpy(), b.track[name].to_numpy())


def test_a_clip_without_people_gives_an_empty_track(tmp_path: Path) -> None:
    found = track(probe(write_numbered_clip(tmp_path / "nobody.mp4", 12)), silhouettes=True)
    assert found.people == ()
    assert found.chosen == 0
    assert not seen(found).any()
    assert np.isnan(position(found)).all()
    assert found.silhouettes is not None
    assert len(found.silhouettes) == found.track.sizes["time"] == 12


@pytest.mark.reference
class TestSquat:
    """One man from the side, himself and somebody else in the mirror behind him."""

    def test_he_is_tracked_in_every_frame_and_never_a_reflection(self, reference_data: Path) -> None:
        found = recording(reference_data, SQUAT)
        assert seen(found).all()
        points = position(found)
        hip, feet = middle(points, "hip"), middle(points, "ankle")
        assert ((hip > (180, 540)) & (hip < (320, 780))).all()
        assert (feet[:, 1] > 780).all()  # in front of the mirror, on the floor
        assert ((feet[:, 1] - middle(points, "ear")[:, 1]) > MIRROR_BODY_PX).all()

    def test_one_worker_gives_what_two_give_and_a_second_run_what_the_first_gave(self, reference_data: Path) -> None:
        info = clip(reference_data, SQUAT)
        assert len(plan_segments(info, 0, info.frame_count)) > 2
        assert_identical(track(info, workers=1), recording(reference_data, SQUAT))

    def test_seams_are_no_rougher_than_other_frames(self, reference_data: Path) -> None:
        info = clip(reference_data, SQUAT)
        points = position(recording(reference_data, SQUAT))
        jerk = np.median(np.linalg.norm(np.diff(points, n=2, axis=0), axis=-1), axis=1) / torso_px(points)
        seams = [s - k for s, _ in plan_segments(info, 0, info.frame_count)[1:] for k in (1, 2)]
        others = np.delete(jerk, seams)
        assert jerk[seams].max() <= np.percentile(others, 99)

    def test_silhouettes_cover_the_landmarks(self, reference_data: Path) -> None:
        info = clip(reference_data, SQUAT)
        found = track(info, silhouettes=True, start_index=280, stop_index=320)
        assert found.silhouettes is not None
        points, inside = position(found), []
        for i in range(len(found.silhouettes)):
            mask = found.silhouettes.mask(i)
            assert mask is not None
            to_image = found.silhouettes.to_image(i)
            core = np.array([middle(points, j)[i] for j in ("shoulder", "hip", "knee", "ankle")])
            x, y = np.rint(np.linalg.solve(to_image[:, :2], (core - to_image[:, 2]).T)).astype(int)
            inside.append(mask[y, x] > 0.5)
        assert np.mean(inside) > 0.95

    def test_a_part_of_the_clip_gives_the_times_of_that_part(self, reference_data: Path) -> None:
        info = clip(reference_data, SQUAT)
        found = track(info, start_index=200, stop_index=230)
        assert found.start_index == 200
        np.testing.assert_array_equal(found.track["time"].to_numpy(), info.time_s[200:230])
        assert seen(found).all()
        assert found.thumbnail_s[0] == info.time_s[200]

    def test_mirroring_the_picture_swaps_the_sides_and_nothing_else(self, reference_data: Path, tmp_path: Path) -> None:
        info, part = clip(reference_data, SQUAT), {"start": 240, "stop": 340, "size": SMALL}
        plain = track(remade(tmp_path / "plain.mp4", info, lambda p: p, **part))  # type: ignore[arg-type]
        mirrored = track(remade(tmp_path / "mirrored.mp4", info, lambda p: p[:, ::-1], **part))  # type: ignore[arg-type]
        back = position(mirrored)[:, MIRROR_INDEX]
        back[..., 0] = SMALL[0] - 1 - back[..., 0]
        # Joints seen well: of those hidden behind the body the model only guesses.
        visible = np.minimum(
            plain.track["visibility"].to_numpy(), mirrored.track["visibility"].to_numpy()[:, MIRROR_INDEX]
        )
        apart = np.linalg.norm(back - position(plain), axis=-1) / torso_px(position(plain))
        assert np.median(apart[visible > 0.9]) < 0.03
        knee = [middle(p, "knee")[:, 0] - middle(p, "hip")[:, 0] for p in (position(plain), back)]
        assert np.corrcoef(*knee)[0, 1] > 0.98

    def test_a_rotation_flag_changes_nothing(self, reference_data: Path, tmp_path: Path) -> None:
        def grey(picture: Image) -> Image:
            """Colour is stored at half resolution, at other places in turned storage; that is not tested here."""
            return np.repeat(picture.mean(axis=2, keepdims=True).astype(np.uint8), 3, axis=2)

        info, part = clip(reference_data, SQUAT), {"start": 200, "stop": 230, "size": SMALL}
        upright = track(remade(tmp_path / "upright.mp4", info, grey, **part))  # type: ignore[arg-type]
        stored = remade(tmp_path / "stored.mp4", info, lambda p: np.rot90(grey(p)), **part)  # type: ignore[arg-type]
        turned_info = probe(set_rotation(stored.path, 90))
        assert (turned_info.width_px, turned_info.height_px) == SMALL
        apart = np.linalg.norm(position(track(turned_info)) - position(upright), axis=-1)
        assert np.median(apart) < 0.01 * torso_px(position(upright))

    @pytest.mark.parametrize("quarter_turns", [1, 3])
    def test_a_person_lying_is_found(self, reference_data: Path, tmp_path: Path, quarter_turns: int) -> None:
        info = clip(reference_data, SQUAT)
        lying = remade(
            tmp_path / "lying.mp4", info, lambda p: np.rot90(p, quarter_turns), start=200, stop=240, size=SMALL
        )
        found = track(lying)
        assert seen(found).all()
        along = middle(position(found), "shoulder") - middle(position(found), "ankle")
        assert (np.abs(along[:, 0]) > 3 * np.abs(along[:, 1])).all()
        assert (np.sign(along[:, 0]) == (-1 if quarter_turns == 1 else 1)).all()

    def test_a_small_person_in_a_corner_is_found(self, reference_data: Path, tmp_path: Path) -> None:
        def shrunk(picture: Image) -> Image:
            large = np.full((1080, 1920, 3), 128, dtype=np.uint8)
            large[800:1067, 1730:1880] = picture
            return large

        info = clip(reference_data, SQUAT)
        small = remade(tmp_path / "small.mp4", info, shrunk, start=240, stop=280, size=(150, 267))
        found = track(small)
        assert seen(found).all()
        points = position(found)
        assert ((points >= (1730, 800)) & (points < (1880, 1067))).all()
        height = middle(points, "ankle")[0, 1] - middle(points, "eye")[0, 1]
        assert height < 0.15 * 1080

    @pytest.mark.slow
    def test_somebody_who_comes_late_is_found(self, reference_data: Path, tmp_path: Path) -> None:
        info, late = clip(reference_data, SQUAT), 360
        empty = np.full((SMALL[1], SMALL[0], 3), 128, dtype=np.uint8)
        images = [*[empty] * late, *pictures(info, 300, 360, SMALL)]
        target = write_clip(tmp_path / "late.mp4", images, fps=30.0, options={"g": "1000", "sc_threshold": "0"})
        assert probe(target).keyframe.sum() == 1
        found = seen(track(probe(target)))
        assert not found[:late].any()
        assert found[late + 6 :].all()

    def test_damage_in_the_middle_costs_its_own_frames_only(self, reference_data: Path, tmp_path: Path) -> None:
        info = clip(reference_data, SQUAT)
        target = tmp_path / "damaged.mp4"
        images = pictures(info, 200, 260, SMALL)
        write_clip(target, images, fps=30.0, options={"g": "10", "bf": "0"})
        whole = probe(target)
        start = target.stat().st_size // 2
        data = bytearray(target.read_bytes())
        data[start : start + 20_000] = bytes(20_000)
        target.write_bytes(data)
        assert probe(target).frame_count == whole.frame_count
        found = seen(track(probe(target)))
        assert found[:15].all()
        assert found[-15:].all()

    @pytest.mark.parametrize("fps", [10.0, 240.0])
    def test_any_frame_rate_is_tracked(self, reference_data: Path, tmp_path: Path, fps: float) -> None:
        info = clip(reference_data, SQUAT)
        step, repeats = (3, 1) if fps == 10.0 else (1, 8)
        stop = 360 if fps == 10.0 else 312
        images = [p for p in pictures(info, 300, stop, SMALL, step) for _ in range(repeats)]
        found = track(probe(write_clip(tmp_path / "rate.mp4", images, fps=fps)))
        assert found.track.sizes["time"] == len(images)
        assert seen(found).all()


@pytest.mark.reference
class TestBalance:
    """One man on one leg, seen obliquely."""

    @pytest.mark.parametrize("camera", ["balance_lab_cam03", "balance_lab_cam04"])
    def test_he_is_tracked_in_every_frame(self, reference_data: Path, camera: str) -> None:
        found = recording(reference_data, camera)
        assert len(found.people) == 1
        assert seen(found).all()
        hip = middle(position(found), "hip")
        assert (np.linalg.norm(np.diff(hip, axis=0), axis=1) < 0.1 * torso_px(position(found))).all()


@pytest.mark.reference
class TestWalk:
    """A woman walks through from right to left; a man balances on a wall above her and jumps down."""

    IN_VIEW_S = (1.35, 6.35)

    def test_the_walker_is_tracked_while_in_view_and_never_the_man(self, reference_data: Path) -> None:
        found = recording(reference_data, WALK, prefers_moving=True)
        time_s = found.track["time"].to_numpy()
        in_view = (time_s >= self.IN_VIEW_S[0]) & (time_s <= self.IN_VIEW_S[1])
        assert seen(found)[in_view].mean() >= 0.95
        hip = middle(position(found), "hip")[seen(found)]
        at = time_s[seen(found)]
        assert (hip[:, 1] > 680).all()
        # She walks at one speed: 277 px a second to the left.
        np.testing.assert_allclose(hip[:, 0], 1960 - 293 * at, atol=120)

    def test_the_man_on_the_wall_can_be_chosen(self, reference_data: Path) -> None:
        found = recording(reference_data, WALK, prefers_moving=True, person=2)
        assert found.chosen == 2
        on_wall = found.track["time"].to_numpy() < 3.0
        hip = middle(position(found), "hip")[on_wall]
        assert seen(found)[on_wall].all()
        assert ((hip > (500, 180)) & (hip < (900, 400))).all()

    def test_there_is_no_third_person(self, reference_data: Path) -> None:
        assert len(recording(reference_data, WALK, prefers_moving=True).people) == 2
        with pytest.raises(UnknownNameError) as error:
            track(clip(reference_data, WALK), prefers_moving=True, person=3)
        assert error.value.values["name"] == "3"
