"""Whatever is handed to ``taikan analyze``: the documented status, plain words in ja and en, nothing left behind."""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from media import pattern, replace_bytes, set_rotation, truncate, write_clip, write_numbered_clip, write_sound
from stub_tracking import see, small_squat, write_scene
from synthetic import Clip, hip_hinge
from taikan.capture.video import probe
from taikan.cli.main import main
from taikan.knowledge.loader import load_knowledge

Maker = Callable[[Path], Path]
BOTH = pytest.mark.parametrize("language", ["ja", "en"])


def empty(folder: Path) -> Path:
    (folder / "clip.mp4").write_bytes(b"")
    return folder / "clip.mp4"


def cut_short(folder: Path) -> Path:
    return truncate(write_numbered_clip(folder / "clip.mp4", 8), 0.5)


def text(folder: Path) -> Path:
    (folder / "clip.mp4").write_text("This is a letter and no video.\n" * 50)
    return folder / "clip.mp4"


def odd_codec(folder: Path) -> Path:
    clip = write_numbered_clip(folder / "clip.avi", 4, codec="mpeg4")
    return replace_bytes(clip, b"FMP4", b"ZZZZ")


def sound(folder: Path) -> Path:
    return write_sound(folder / "clip.m4a")


def missing(folder: Path) -> Path:
    return folder / "clip.mp4"


def directory(folder: Path) -> Path:
    (folder / "clip.mp4").mkdir()
    return folder / "clip.mp4"


def below_a_file(folder: Path) -> Path:
    (folder / "clip.mp4").write_bytes(b"x")
    return folder / "clip.mp4" / "inside.mp4"


def png(folder: Path) -> Path:
    cv2.imwrite(str(folder / "clip.png"), pattern(160, 120))
    return folder / "clip.png"


def jpg(folder: Path) -> Path:
    cv2.imwrite(str(folder / "clip.jpg"), pattern(160, 120))
    return folder / "clip.jpg"


def one_frame(folder: Path) -> Path:
    return write_numbered_clip(folder / "clip.mp4", 1)


def nobody(folder: Path) -> Path:
    rng = np.random.default_rng(1)
    return write_clip(folder / "clip.mp4", (rng.integers(0, 255, (120, 160, 3), dtype=np.uint8) for _ in range(6)))


def nobody_turned(folder: Path) -> Path:
    return set_rotation(write_numbered_clip(folder / "clip.mp4", 4, width=160, height=120), 90)


def nobody_in_8k(folder: Path) -> Path:
    return write_numbered_clip(folder / "clip.mp4", 2, width=7680, height=4320)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """An empty folder that holds whatever is written."""
    place = tmp_path / "desk"
    place.mkdir()
    return place


def check_words(shown: str, code: str, language: str) -> None:
    """``shown`` is the error's sentence, then its action, in the language, and nothing else."""
    sentence, action = shown.strip().splitlines()
    advice = load_knowledge().errors[code]
    for line, template in ((sentence, advice.sentence), (action, advice.action)):
        fixed = template.in_language("ja" if language == "ja" else "en").split("{")[0]
        assert line.startswith(fixed)


@BOTH
@pytest.mark.parametrize(
    ("make", "code"),
    [
        (empty, "file_empty"),
        (cut_short, "not_a_video"),
        (text, "not_a_video"),
        (odd_codec, "unknown_codec"),
        (sound, "no_video_stream"),
        (missing, "file_missing"),
        (below_a_file, "file_missing"),
        (directory, "file_is_directory"),
    ],
)
def test_a_file_that_cannot_be_used(
    tmp_path: Path, desk: Path, capsys: pytest.CaptureFixture[str], make: Maker, code: str, language: str
) -> None:
    clip = make(tmp_path)
    given = ["analyze", str(clip), "--test", "squat", "--out", str(desk / "deep" / "out"), "--lang", language]
    for mode in ([], ["--json"]):
        assert main([*given, *mode]) == 4
        streams = capsys.readouterr()
        assert streams.out == ""
        assert str(clip) in streams.err
        check_words(streams.err, code, language)
    assert list(desk.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clip = nobody(tmp_path)
    clip.chmod(0)
    assert main(["analyze", str(clip), "--test", "squat", "--out", str(tmp_path / "out"), "--lang", "en"]) == 4
    check_words(capsys.readouterr().err, "file_not_permitted", "en")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (png, "still_image"),
        (jpg, "still_image"),
        (one_frame, "single_frame"),
        (nobody, "no_person"),
        (nobody_turned, "no_person"),
        (nobody_in_8k, "no_person"),
    ],
)
def test_a_recording_without_a_movement(
    tmp_path: Path, desk: Path, capsys: pytest.CaptureFixture[str], make: Maker, reason: str
) -> None:
    given = ["analyze", str(make(tmp_path)), "--test", "squat", "--model", "lite", "--out", str(desk / "out")]
    assert main([*given, "--json"]) == 3
    streams = capsys.readouterr()
    verdict = json.loads(streams.out)["verdict"]
    assert verdict["valid"] is False
    assert [r["code"] for r in verdict["reasons"]] == [reason]
    assert streams.err == ""
    assert [p.name for p in desk.iterdir()] == ["out"]
    assert "<html" in (desk / "out" / "report.html").read_text(encoding="utf-8")


@BOTH
@pytest.mark.parametrize(
    ("clip", "test", "reason"),
    [
        (small_squat("frontal"), "hip_hinge", "wrong_view"),
        (small_squat(50.0), "hip_hinge", "oblique_view"),
        (small_squat(body_px=420.0), "squat", "person_cut_off"),
        (small_squat(body_px=100.0), "squat", "person_too_small"),
    ],
    ids=["wrong_view", "oblique_view", "person_cut_off", "person_too_small"],
)
def test_a_person_filmed_the_wrong_way(
    tmp_path: Path,
    desk: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    clip: Clip,
    test: str,
    reason: str,
    language: str,
) -> None:
    see(monkeypatch, clip)
    scene = write_scene(tmp_path / "clip.mp4", clip)
    given = ["analyze", str(scene), "--test", test, "--out", str(desk / "out"), "--lang", language, "--no-video"]
    monkeypatch.setenv("COLUMNS", "400")
    assert main(given) == 3
    streams = capsys.readouterr()
    assert streams.err == ""
    advice = load_knowledge().reasons[reason]
    for template in (advice.sentence, advice.action):
        fixed = template.in_language("ja" if language == "ja" else "en").split("{")[0]
        assert fixed in streams.out
    assert main([*given, "--json"]) == 3
    assert reason in [r["code"] for r in json.loads(capsys.readouterr().out)["verdict"]["reasons"]]


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A good recording of two squats."""
    clip = small_squat()
    see(monkeypatch, clip)
    return write_scene(tmp_path / "clip.mp4", clip)


def test_a_portrait_clip_with_a_rotation_flag_is_measured_upright(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clip = small_squat()
    see(monkeypatch, clip)
    lying = np.zeros((240, 320, 3), dtype=np.uint8)
    turned = write_clip(tmp_path / "clip.mp4", (lying for _ in clip.time_s), times=[float(t) for t in clip.time_s])
    set_rotation(turned, 90)
    out = tmp_path / "out"
    assert main(["analyze", str(turned), "--test", "squat", "--out", str(out), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)["provenance"]
    assert (made["width_px"], made["height_px"]) == (240, 320)
    overlay = probe(out / "overlay.mp4")
    assert (overlay.width_px, overlay.height_px, overlay.rotation_deg) == (240, 320, 0)


def test_json_is_one_document_and_writes_nothing_by_itself(
    scene: Path, desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(desk)
    assert main(["analyze", str(scene), "--test", "squat", "--json"]) == 0
    streams = capsys.readouterr()
    assert json.loads(streams.out)["schema"] == "taikan.result/1"
    assert streams.err == ""
    assert list(desk.iterdir()) == []


@BOTH
@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--test", "sqat"], "squat"),
        (["--test", "squat", "--option", "protocol=five"], "protocol"),
        (["--test", "sit_to_stand", "--option", "protocol=ten"], "five, thirty"),
        (["--test", "squat", "--option", "five"], "NAME="),
        (["--test", "squat", "--height-cm", "30"], "80-250"),
        (["--test", "squat", "--person", "0"], ">= 1"),
        (["--test", "squat", "--sida", "left"], "--side"),
    ],
)
def test_wrong_use(
    tmp_path: Path, desk: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], named: str, language: str
) -> None:
    clip = str(tmp_path / "clip.mp4")
    assert main(["analyze", clip, *arguments, "--out", str(desk / "out"), "--lang", language]) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    assert named in streams.err
    assert len(streams.err.strip().splitlines()) == 2
    assert list(desk.iterdir()) == []


def test_a_person_who_is_not_there_is_wrong_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from taikan.pose.people import Person

    people = tuple(Person(number, (), 1.0) for number in (1, 2))
    monkeypatch.setattr("taikan.pose.recording.find_people", lambda *_a, **_k: people)
    given = ["analyze", str(nobody(tmp_path)), "--test", "squat", "--model", "lite", "--out", str(tmp_path / "out")]
    assert main([*given, "--person", "9", "--lang", "en"]) == 2
    assert "1, 2" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_another_folder_is_left_untouched_and_refused_before_the_work(
    tmp_path: Path, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "diary.txt").write_text("mine")
    assert main(["analyze", str(tmp_path / "none.mp4"), "--test", "squat", "--out", str(desk), "--lang", "en"]) == 2
    check_words(capsys.readouterr().err, "output_exists", "en")
    assert [p.name for p in desk.iterdir()] == ["diary.txt"]


def test_an_earlier_result_with_other_peoples_files_is_not_replaced(scene: Path, desk: Path) -> None:
    given = ["analyze", str(scene), "--test", "squat", "--out", str(desk / "out"), "--no-video"]
    assert main(given) == 0
    (desk / "out" / "diary.txt").write_text("mine")
    before = {p.name: p.read_bytes() for p in (desk / "out").iterdir()}
    assert main(given) == 2
    assert {p.name: p.read_bytes() for p in (desk / "out").iterdir()} == before


def test_an_earlier_result_is_replaced_only_when_the_new_one_is_complete(
    scene: Path, desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = desk / "out"
    given = ["analyze", str(scene), "--test", "squat", "--out", str(out)]
    assert main([*given, "--lang", "ja"]) == 0
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    with monkeypatch.context() as patch:
        patch.setattr("taikan.workflows.outputs.write_report", _raise(OSError(errno.ENOSPC, "No space left on device")))
        assert main([*given, "--lang", "en"]) == 1
        assert {p.name: p.read_bytes() for p in out.iterdir()} == before
        patch.setattr("taikan.workflows.outputs.write_report", _raise(KeyboardInterrupt()))
        assert main([*given, "--lang", "en"]) == 130
        assert {p.name: p.read_bytes() for p in out.iterdir()} == before
    assert main([*given, "--lang", "en", "--no-video"]) == 0
    assert "overlay.mp4" not in {p.name for p in out.iterdir()}
    assert 'lang="en"' in (out / "report.html").read_text(encoding="utf-8")
    assert [p.name for p in desk.iterdir()] == ["out"]
    capsys.readouterr()


def _raise(problem: BaseException) -> Callable[..., None]:
    def writer(*_arguments: object, **_options: object) -> None:
        raise problem

    return writer


@pytest.mark.parametrize("where", ["clip.mp4/out", "clip.mp4"])
def test_an_output_that_cannot_be_a_folder(
    scene: Path, where: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("taikan.workflows.analyze.track_people", _raise(AssertionError("the work was begun")))
    before = scene.read_bytes()
    status = main(["analyze", str(scene), "--test", "squat", "--out", str(scene.parent / where), "--lang", "en"])
    assert status == (2 if where == "clip.mp4" else 1)
    check_words(capsys.readouterr().err, "output_exists" if status == 2 else "output_not_writable", "en")
    assert scene.read_bytes() == before


@pytest.mark.parametrize(
    "writer", ["write_text", "write_table", "write_trc", "write_mot", "write_overlay", "write_report"]
)
def test_a_disk_that_fills_up(
    scene: Path, desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], writer: str
) -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(f"taikan.workflows.outputs.{writer}", _raise(full))
    for language in ("ja", "en"):
        out = str(desk / "deep" / "out")
        assert main(["analyze", str(scene), "--test", "squat", "--out", out, "--lang", language]) == 1
        streams = capsys.readouterr()
        assert streams.out == ""
        check_words(streams.err, "disk_full", language)
    assert list(desk.iterdir()) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Mounts a disk of so many kilobytes; skips where that is not allowed."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = []

    def make(kilobytes: int) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)]
        if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("a small disk cannot be mounted here")
        mounted.append(place)
        return place

    yield make
    for at in mounted:
        subprocess.run(["umount", str(at)], check=True)


@pytest.mark.parametrize("kilobytes", [8, 100, 500, 900])
def test_a_disk_that_is_full(
    scene: Path, small_disk: Callable[[int], Path], capsys: pytest.CaptureFixture[str], kilobytes: int
) -> None:
    disk = small_disk(kilobytes)
    assert main(["analyze", str(scene), "--test", "squat", "--out", str(disk / "out"), "--lang", "en"]) == 1
    check_words(capsys.readouterr().err, "disk_full", "en")
    assert list(disk.iterdir()) == []


def test_the_root_of_a_disk_is_refused_before_the_work(
    scene: Path,
    small_disk: Callable[[int], Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("taikan.workflows.analyze.track_people", _raise(AssertionError("the work was begun")))
    disk = small_disk(100)
    assert main(["analyze", str(scene), "--test", "squat", "--out", str(disk), "--lang", "en"]) == 1
    check_words(capsys.readouterr().err, "output_not_writable", "en")


def run_taikan(*arguments: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.Popen(
        [sys.executable, "-m", "taikan.cli.main", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


@pytest.mark.parametrize(("make", "status"), [(empty, 4), (one_frame, 3)])
def test_the_real_command(tmp_path: Path, make: Maker, status: int) -> None:
    clip = make(tmp_path)
    process = run_taikan("analyze", str(clip), "--test", "squat", "--model", "lite", "--json")
    shown, said = process.communicate(timeout=120)
    assert process.returncode == status
    assert "Traceback" not in said
    assert bool(shown) == (status == 3)


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ")
@pytest.mark.parametrize("moment", ["landmarks", "writing"])
def test_ctrl_c_leaves_nothing(tmp_path: Path, desk: Path, moment: str) -> None:
    """Stopped while it looks at pictures, and while it writes."""
    clip = hip_hinge(3, fps=15.0)
    scene = write_scene(tmp_path / "clip.mp4", clip) if moment == "writing" else _long_clip(tmp_path)
    arguments = ["analyze", str(scene), "--test", "squat", "--model", "lite", "--out", str(desk / "out")]
    process = run_taikan(*arguments)
    if moment == "writing":
        _wait_until(lambda: any(desk.iterdir()) or process.poll() is not None)
    else:
        time.sleep(4.0)
    process.send_signal(signal.SIGINT)
    shown, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert shown == ""
    assert load_knowledge().errors["interrupted"].en in said
    assert "Traceback" not in said
    assert list(desk.iterdir()) == []


def _long_clip(folder: Path) -> Path:
    return write_numbered_clip(folder / "clip.mp4", 2000, width=320, height=240)


def _wait_until(is_true: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not is_true() and time.monotonic() < end:
        time.sleep(0.001)
