"""One recording in, one analysis out: the main job."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import xarray as xr

from taikan import __version__
from taikan.capture.photo import open_recording
from taikan.capture.quality import RecordingQuality, Sample, assess_recording, longest_stretch
from taikan.capture.settings import load_capture_settings
from taikan.capture.video import VideoInfo
from taikan.coaching.faults import FaultContext, FaultOutcome, judge_faults
from taikan.core.errors import ErrorOfOtherModelError, TestExcludedError
from taikan.core.memory import give_back_unused
from taikan.core.records import AnalysisResult, Provenance, Reason
from taikan.kinematics.motion import Motion, build_motion
from taikan.kinematics.spine_contour import SpineContour, find_neutral, measure_contour
from taikan.knowledge.cleaning_settings import load_cleaning_settings
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.models import Knowledge
from taikan.movement_tests.base import MovementTest, TestInput, TestOutcome
from taikan.movement_tests.gate import view_family
from taikan.movement_tests.quality import quality as score
from taikan.movement_tests.registry import movement_tests
from taikan.movement_tests.running import run_test
from taikan.movement_tests.safety import TestSafety, safety_of
from taikan.pose import weights
from taikan.pose.clean import clean
from taikan.pose.recording import PoseRecording, track_people
from taikan.workflows.analysis import Analysis, AnalyzeSettings, Progress

_HASH_BLOCK = 1 << 20


def analyze(path: Path, settings: AnalyzeSettings, progress: Progress | None = None) -> Analysis:
    """Measure the movement in one clip, or the posture in one photo.

    Never raises for a poor recording: the result's verdict says what is wrong with it.

    Raises
    ------
    UsageError
        For an unknown test, person, option, point or modifier, and for a gym's own error that another pose model was
        measured with.
    TestExcludedError
        If a modifier excludes the test.
    FileProblemError
        If the file cannot be read as video or photo.
    MachineError
        If models or runtimes are missing.
    """
    test = movement_tests().get(settings.test)
    options, knowledge = test.resolve_options(settings.options), _knowledge(settings)
    safety = _checked_safety(test, options, settings)
    info = open_recording(path)
    settings.check_points(info)
    recording, quality, notes = _record(info, test, settings, progress)
    if progress:
        progress("measuring", 0, 1)
    smoothing = load_cleaning_settings().smoothing
    cleaned = clean(recording.track, cutoff_hz=smoothing.fast_cutoff_hz if test.is_fast else smoothing.slow_cutoff_hz)
    motion = _motion(cleaned.track, quality, settings, test)
    contour = _contour(motion, recording)
    outcome = run_test(
        test,
        TestInput(
            motion=motion,
            contour=contour,
            quality=quality,
            options=settings.options,
            problems=_problems(info, recording, test),
            notes=(*safety.limited, *notes, *cleaned.notes),
            age=settings.age,
            sex=settings.sex,
            points=settings.points,
            withheld=safety.withheld,
        ),
        knowledge,
    )
    faults = _faults(test, motion, contour, outcome, options)
    if progress:
        progress("measuring", 1, 1)
    return Analysis(
        path=path,
        info=info,
        settings=settings,
        result=_result(test, motion, outcome, faults, settings, _provenance(info, recording, motion, settings)),
        raw=recording.track,
        motion=motion,
        contour=contour,
        quality=quality,
        spans=outcome.spans,
        people=recording.people,
    )


def _checked_safety(test: MovementTest, options: Mapping[str, str], settings: AnalyzeSettings) -> TestSafety:
    """What the person's codes do to the test; raises ``TestExcludedError`` if they exclude it."""
    safety = safety_of(test, options, settings.modifiers)
    if safety.excluded:
        raise TestExcludedError(test=test.id, **safety.excluded[0].values)
    return safety


def _knowledge(settings: AnalyzeSettings) -> Knowledge:
    """What is known, with the gym's own error for this test."""
    gym, knowledge = settings.gym_error, load_knowledge()
    if gym is None:
        return knowledge
    if gym.model_sha256 != weights.sha256(settings.model):
        raise ErrorOfOtherModelError(made=gym.model, asked=settings.model)
    return knowledge.with_gym_error(gym.sems(settings.test))


def _record(
    info: VideoInfo, test: MovementTest, settings: AnalyzeSettings, progress: Progress | None
) -> tuple[PoseRecording, RecordingQuality | None, tuple[Reason, ...]]:
    """Landmarks and quality of the clip, or of its longest stretch between changes of scene."""
    recording = _track(info, test, settings, progress, 0, info.frame_count)
    quality = _quality(recording)
    notes = []
    if quality is not None and quality.cuts_s:
        stretch = longest_stretch(quality.stretches)
        if stretch is not None:
            start, stop = (int(i) for i in np.searchsorted(info.time_s, (stretch.start_s, stretch.end_s)))
            recording = _track(info, test, settings, progress, start, max(stop, start + 1))
            quality = _quality(recording) or quality
            notes.append(
                Reason(code="longest_stretch_used", values={"start_s": stretch.start_s, "end_s": stretch.end_s})
            )
    if len(recording.people) > 1:
        notes.append(Reason(code="bystander_ignored", values={"count": len(recording.people) - 1}))
    give_back_unused()
    return recording, quality, tuple(notes)


def _track(
    info: VideoInfo, test: MovementTest, settings: AnalyzeSettings, progress: Progress | None, start: int, stop: int
) -> PoseRecording:
    return track_people(
        info,
        model=settings.model,
        silhouettes=test.needs_silhouette,
        person=settings.person,
        workers=settings.workers,
        runtime=settings.runtime,
        progress=None if progress is None else lambda done, total: progress("landmarks", done, total),
        prefers_moving=test.follows_mover,
        start_index=start,
        stop_index=stop,
    )


def _quality(recording: PoseRecording) -> RecordingQuality | None:
    if not recording.thumbnails:
        return None
    samples = [Sample(float(t), p) for t, p in zip(recording.thumbnail_s, recording.thumbnails, strict=True)]
    boxes = [_person_box(recording.track, s.time_s) for s in samples]
    return assess_recording(samples, settings=load_capture_settings(), person_boxes=boxes)


def _person_box(track: xr.Dataset, time_s: float) -> np.ndarray:
    """(0 or 1, 4) left, top, right, bottom of the landmarks at ``time_s``, as fractions of width and height."""
    index = min(int(np.searchsorted(track["time"].to_numpy(), time_s)), track.sizes["time"] - 1)
    points = track["position"].to_numpy()[index, :, :2] / (track.attrs["width_px"], track.attrs["height_px"])
    if np.isnan(points).any():
        return np.empty((0, 4))
    return np.concatenate([points.min(axis=0), points.max(axis=0)])[None]


def _motion(
    track: xr.Dataset, quality: RecordingQuality | None, settings: AnalyzeSettings, test: MovementTest
) -> Motion:
    roll_deg = _roll_deg(quality)
    build = partial(
        build_motion,
        track,
        height_cm=settings.height_cm,
        camera_roll_deg=roll_deg,
        lying=test.lying,
        is_fast=test.is_fast,
    )
    motion = build()
    if settings.side is None or not motion.view.label.startswith("sagittal"):
        return motion
    return build(view=replace(motion.view, near_side=settings.side))


def _roll_deg(quality: RecordingQuality | None) -> float:
    """The camera's roll, where the room shows one that is larger than twice its error; else 0."""
    roll = None if quality is None else quality.roll
    return 0.0 if roll is None or abs(roll.roll_deg) < 2.0 * roll.sd_deg else roll.roll_deg


def _contour(motion: Motion, recording: PoseRecording) -> SpineContour | None:
    if recording.silhouettes is None or not motion.view.label.startswith("sagittal"):
        return None
    contour = measure_contour(motion.track, recording.silhouettes, motion.view)
    return replace(contour, neutral=find_neutral(contour, motion.angle("trunk_inclination_projection")))


def _problems(info: VideoInfo, recording: PoseRecording, test: MovementTest) -> tuple[Reason, ...]:
    """What the test's own gate cannot see: that the one frame is a photo, that people were mixed up."""
    if info.is_photo and not test.allows_photo:
        return (Reason(code="still_image"),)
    return (Reason(code="people_crossing"),) if recording.is_mixed_up else ()


def _faults(
    test: MovementTest, motion: Motion, contour: SpineContour | None, outcome: TestOutcome, options: Mapping[str, str]
) -> FaultOutcome:
    if not outcome.verdict.valid:
        return FaultOutcome((), ())
    context = FaultContext(test.id, variant=options.get("variant", ""))
    return judge_faults(test.fault_ids, load_knowledge().faults, motion, contour, outcome.repetitions, context)


def _result(
    test: MovementTest,
    motion: Motion,
    outcome: TestOutcome,
    faults: FaultOutcome,
    settings: AnalyzeSettings,
    provenance: Provenance,
) -> AnalysisResult:
    quality = None
    if outcome.verdict.valid:
        view = view_family(motion.view.label)
        quality = score(test.id, view, outcome.measures, load_knowledge(), age=settings.age, sex=settings.sex)
    return AnalysisResult(
        test=test.id,
        view=motion.view.label,
        verdict=outcome.verdict,
        repetitions=outcome.repetitions,
        measures=outcome.measures,
        faults=faults.events,
        fault_judgements=faults.judgements,
        quality=quality,
        points=settings.points,
        provenance=provenance,
    )


def _provenance(info: VideoInfo, recording: PoseRecording, motion: Motion, settings: AnalyzeSettings) -> Provenance:
    return Provenance(
        software="taikan",
        version=__version__,
        model=recording.model,
        model_sha256=recording.model_sha256,
        detector_sha256=recording.detector_sha256,
        runtime=recording.runtime,
        fps=info.fps,
        frame_count=info.frame_count,
        width_px=info.width_px,
        height_px=info.height_px,
        duration_s=info.duration_s,
        file_name=info.path.name,
        file_sha256=_sha256(info.path),
        view=motion.view.label,
        settings={
            "person": recording.chosen,
            "people_seen": len(recording.people),
            "height_cm": settings.height_cm,
            "view_yaw_deg": round(motion.view.yaw_deg, 2),
            "view_confidence": round(motion.view.confidence, 3),
            "camera_roll_deg": round(motion.camera_roll_deg, 2),
            "start_s": float(recording.track["time"].to_numpy()[0]),
            "landmarks_seen_percent": round(100.0 * float((recording.track["presence"].to_numpy() > 0).mean()), 1),
            **_stated(settings),
            **settings.options,
        },
    )


def _stated(settings: AnalyzeSettings) -> dict[str, str | float | int]:
    """What was said about person, side and gym, as far as it was."""
    gym = settings.gym_error
    stated = {
        "side": settings.side,
        "gym_error_recordings": gym.n_recordings if gym else None,
        "age": settings.age,
        "sex": settings.sex,
    }
    return {name: value for name, value in stated.items() if value is not None}


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_HASH_BLOCK):
            digest.update(block)
    return digest.hexdigest()
