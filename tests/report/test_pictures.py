"""Drawing, key frames and curves put things where they are and leave out what is not known."""

import cv2
import numpy as np
import pytest
from report_samples import HEIGHT_PX, WIDTH_PX, blank_frame, make_angles, make_fault, make_result, make_track

from taikan.core.arrays import KEYPOINTS, PointState
from taikan.core.records import Repetition
from taikan.knowledge.loader import load_knowledge
from taikan.report.drawing import (
    ARCS,
    NEAR,
    LabelPainter,
    Pose,
    arc_spec,
    blur_face,
    draw_arc,
    draw_contour,
    draw_skeleton,
)
from taikan.report.figures import clip_chart, repetition_charts
from taikan.report.keyframes import MOST_REPETITIONS, build_keyframes
from taikan.report.scene import Contour, Scene, build_scene, draw_person
from taikan.report.series import arc_series, curves_for, series_names


def make_scene(result=None, language="en", contour=None) -> Scene:
    result = result or make_result()
    return build_scene(result, make_track(), make_angles(), "right", load_knowledge(), language, contour)


def make_charts(scene, language):
    over_clip = clip_chart(scene, "squat", load_knowledge(), language)
    assert over_clip is not None
    return (*repetition_charts(scene, "squat", load_knowledge(), language), over_clip)


def standing() -> Pose:
    return make_scene().pose(1)


def near_colour(image: np.ndarray, at: np.ndarray) -> bool:
    x, y = np.round(at).astype(int)
    return bool((np.abs(image[y - 3 : y + 4, x - 3 : x + 4].astype(int) - NEAR).sum(axis=-1) < 60).any())


def test_near_leg_is_drawn_along_its_bones():
    image, pose = blank_frame(), standing()
    draw_skeleton(image, pose, 1.0)
    assert near_colour(image, (pose.point("right_knee") + pose.point("right_hip")) / 2)
    assert (image[:50] == 90).all()


def test_missing_landmarks_draw_nothing():
    image = blank_frame()
    draw_skeleton(image, Pose(np.full((33, 2), np.nan), np.full(33, PointState.MISSING, dtype=np.int8)), 1.0)
    assert (image == 90).all()


def test_occluded_joint_is_hollow_and_measured_joint_filled():
    pose = standing()
    x, y = np.round(pose.point("right_wrist")).astype(int)
    filled, hollow = blank_frame(), blank_frame()
    draw_skeleton(filled, pose, 2.0)
    state = pose.state.copy()
    state[KEYPOINTS.index("right_wrist")] = PointState.OCCLUDED
    draw_skeleton(hollow, Pose(pose.points, state, "right"), 2.0)
    assert (filled[y, x] == 255).all()
    assert (hollow[y, x] < 60).all()


@pytest.mark.parametrize("name", sorted(ARCS))
def test_every_arc_can_be_drawn(name):
    series = f"right_{name}_projection" if "{side}" in ARCS[name].vertex else f"{name}_projection"
    spec = arc_spec(series, "right")
    image, pose = blank_frame(), make_scene().pose(22)
    pose.points[[k.startswith("left") for k in KEYPOINTS], 0] += 80.0
    draw_arc(image, pose, spec, "42°", LabelPainter(), 1.0)
    assert (image != 90).any()


def test_series_without_arc_has_none():
    assert arc_spec("neck_flexion_projection", "right") is None


def test_arc_spans_the_measured_angle():
    """At the bottom the shank leans 30 degrees to the right: its sector lies right of the vertical above the ankle."""
    pose = make_scene().pose(22)
    image = blank_frame()
    draw_arc(image, pose, arc_spec("right_shank_inclination_projection", "right"), "", LabelPainter(), 1.0)
    x, y = np.round(pose.point("right_ankle")).astype(int)
    yellow = (image[..., 0].astype(int) - image[..., 2] > 40)[y - 60 : y - 12]
    assert yellow[:, x + 3 : x + 40].any()
    assert not yellow[:, : x - 4].any()


def test_arc_with_a_missing_landmark_is_left_out():
    points = standing().points.copy()
    points[KEYPOINTS.index("right_ankle")] = np.nan
    image = blank_frame()
    pose = Pose(points, np.zeros(33, dtype=np.int8), "right")
    draw_arc(image, pose, arc_spec("right_knee_flexion_projection", "right"), "9°", LabelPainter(), 1.0)
    assert (image == 90).all()


def test_contour_colour_follows_confidence():
    edge = np.array([[50.0, 50.0], [50.0, 150.0], [np.nan, np.nan]])
    sure, unsure = blank_frame(), blank_frame()
    draw_contour(sure, edge, 1.0, 1.0)
    draw_contour(unsure, edge, 0.0, 1.0)
    saturation = [int(i[100, 50].max()) - int(i[100, 50].min()) for i in (sure, unsure)]
    assert saturation[0] > 100 > saturation[1]


def test_blurred_face_hides_detail_and_leaves_the_rest():
    rng = np.random.default_rng(1)
    image = rng.integers(0, 255, (HEIGHT_PX, WIDTH_PX, 3), dtype=np.uint8)
    before, pose = image.copy(), standing()
    blur_face(image, pose)
    x, y = np.round(pose.points[0]).astype(int)
    assert image[y - 6 : y + 6, x - 6 : x + 6].std() < 0.3 * before[y - 6 : y + 6, x - 6 : x + 6].std()
    hip = int(pose.point("right_hip")[1])
    assert (image[hip:] == before[hip:]).all()


def test_labels_stay_inside_and_japanese_has_shape():
    image = blank_frame()
    painter = LabelPainter()
    painter.draw(image, "下がる", (WIDTH_PX + 50.0, -10.0), 30)
    assert (image[:60, -140:] != 90).any()
    assert painter.size("下がる", 30)[0] > 60
    painter.draw(np.zeros((4, 4, 3), dtype=np.uint8), "long label", (0, 0), 30)


def test_lines_on_a_small_person_are_thinner():
    painted = []
    for factor in (1.0, 0.3):
        track = make_track()
        track["position"][:] = track["position"] * factor
        scene = build_scene(make_result(), track, make_angles(), "right", load_knowledge(), "en")
        image, pose = blank_frame(), scene.pose(1)
        draw_person(image, scene, 1, LabelPainter())
        x, y = np.round((pose.point("right_knee") + pose.point("right_hip")) / 2).astype(int)
        painted.append(int((image[y, max(0, x - 15) : x + 15] != 90).any(axis=-1).sum()))
    assert painted[1] < painted[0]


def test_drawing_person_twice_gives_the_same_picture():
    edge = np.repeat(np.array([[[100.0, 200.0], [110.0, 300.0]]]), 90, axis=0)
    scene = make_scene(contour=Contour(edge, np.full(90, 0.9)))
    first, second = blank_frame(), blank_frame()
    draw_person(first, scene, 22, LabelPainter())
    draw_person(second, scene, 22, LabelPainter())
    assert (first == second).all()
    assert (first != 90).any()


def decode(jpeg: bytes) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)


def test_keyframes_show_top_bottom_and_each_fault_once():
    asked_times = []

    def read(time_s: float) -> np.ndarray:
        asked_times.append(time_s)
        return blank_frame()

    frames = build_keyframes(make_result(), make_scene(), read)
    assert [(f.kind, f.repetition) for f in frames[:4]] == [("top", 1), ("bottom", 1), ("top", 2), ("bottom", 2)]
    assert [f.fault for f in frames[4:]] == ["trunk_lean", "trunk_rounding_lower"]
    assert {decode(f.jpeg).shape for f in frames} == {(640, 480, 3)}
    angles = dict(frames[1].angles)
    assert angles["right_knee_flexion_projection"] == pytest.approx(115.0, abs=2.0)
    assert asked_times[1] == pytest.approx(1.5, abs=0.04)


def test_keyframes_of_a_long_set_are_spread_over_it():
    repetitions = tuple(
        Repetition(index=i + 1, start_s=i * 0.4, bottom_s=i * 0.4 + 0.2, end_s=i * 0.4 + 0.4) for i in range(14)
    )
    result = make_result(repetitions=repetitions, faults=())
    frames = build_keyframes(result, make_scene(result), lambda _: blank_frame())
    shown = sorted({f.repetition for f in frames})
    assert len(shown) == MOST_REPETITIONS
    assert (shown[0], shown[-1]) == (1, 14)


def test_half_repetition_without_descent_starts_from_its_end():
    half = Repetition(index=1, start_s=1.5, bottom_s=1.5, end_s=2.5, partial=True)
    result = make_result(repetitions=(half,), faults=())
    frames = build_keyframes(result, make_scene(result), lambda _: blank_frame())
    assert [f.time_s for f in frames] == [2.5, 1.5]


def test_no_person_gives_no_keyframes():
    track = make_track()
    track["position"][:] = np.nan
    scene = build_scene(make_result(), track, make_angles(), "right", load_knowledge(), "en")
    assert build_keyframes(make_result(), scene, lambda _: blank_frame()) == ()


def test_of_repeated_faults_the_clearest_is_shown():
    weak = make_fault("trunk_lean", "observed", 1).model_copy(update={"severity": 0.1})
    strong = make_fault("trunk_lean", "observed", 2).model_copy(update={"severity": 0.9})
    result = make_result(faults=(weak, strong))
    frames = build_keyframes(result, make_scene(), lambda _: blank_frame())
    assert [f.repetition for f in frames if f.fault] == [2]


def test_charts_are_the_same_every_time_and_hold_no_address():
    first = make_charts(make_scene(), "ja")
    second = make_charts(make_scene(), "ja")
    assert [c.svg for c in first] == [c.svg for c in second]
    assert len(first) == 5
    for chart in first:
        assert "http" not in chart.svg
        assert "<text" not in chart.svg
        assert len(chart.svg) < 80_000


def test_target_band_is_named_only_where_a_target_is_known():
    charts = repetition_charts(make_scene(), "squat", load_knowledge(), "en")
    notes = {c.title: c.note for c in charts}
    assert "20 to 45" in notes["Trunk lean"]
    assert notes["Knee flexion"] == ""


def test_no_angles_no_charts():
    empty = make_angles().isel(angle=slice(0, 0))
    scene = build_scene(make_result(), make_track(), empty, "right", load_knowledge(), "en")
    assert clip_chart(scene, "squat", load_knowledge(), "en") is None
    assert repetition_charts(scene, "squat", load_knowledge(), "en") == ()


@pytest.mark.parametrize("near_side", ["left", "right", "both"])
@pytest.mark.parametrize("test", ["squat", "hip_hinge", "deadlift", "sit_to_stand", "walk", "something_new"])
def test_every_curve_and_arc_is_a_known_series_with_words(test, near_side):
    knowledge = load_knowledge()
    known = {n.removeprefix("right_") for n in knowledge.angles}
    for curve in curves_for(test, near_side):
        assert f"{curve.stem}_projection" in known
        assert f"report.series.{curve.stem}" in knowledge.texts
        assert curve.measure is None or curve.measure in knowledge.measures
        assert len(series_names(curve.stem, near_side)) in (1, 2)
    for name in arc_series(test, near_side):
        assert arc_spec(name, near_side) is not None


def test_alternating_limbs_show_only_the_near_one_from_the_side():
    sides = ("right", "left", "right", "left")
    strides = tuple(
        Repetition(index=i + 1, side=s, start_s=i, bottom_s=i + 0.6, end_s=i + 1.0)  # type: ignore[arg-type]
        for i, s in enumerate(sides)
    )
    result = make_result(test="walk", repetitions=strides, faults=())
    assert [r.index for r in make_scene(result).shown_repetitions] == [1, 3]
    both = build_scene(result, make_track(), make_angles(), "both", load_knowledge(), "en")
    assert len(both.shown_repetitions) == 4


def test_back_outline_has_its_chart_only_where_it_was_seen():
    edge = np.full((90, 4, 2), np.nan)
    depth = np.linspace(0.0, 5.0, 90)
    seen = Contour(edge, np.ones(90), depth)
    hidden = Contour(edge, np.zeros(90), np.full(90, np.nan))
    titles = [
        [c.title for c in repetition_charts(make_scene(contour=c), "squat", load_knowledge(), "en")]
        for c in (seen, hidden, Contour(edge, np.ones(90)))
    ]
    assert [("Rounding of the back outline" in t) for t in titles] == [True, False, False]
