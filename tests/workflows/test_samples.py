"""The committed sample clips: each small and listed, a few measured against their truth, and each refusal for its own
reason in both languages."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests.measuring import technical_interval
from taikan.movement_tests.registry import movement_tests
from taikan.workflows.analysis import Analysis, AnalyzeSettings
from taikan.workflows.analyze import analyze

SAMPLES = Path(__file__).parents[2] / "samples"
LINES: dict[str, dict[str, Any]] = {
    line["file"]: line for line in json.loads((SAMPLES / "index.json").read_text(encoding="utf-8"))
}
CLIENTS = ("desk_worker", "postpartum", "runner", "osteoporosis")
CLIENT_TESTS = ("squat", "hip_hinge", "sit_to_stand", "forward_bend", "walk", "posture")
REFUSED = tuple(name for name in LINES if name.startswith("refused/"))


@lru_cache(maxsize=8)
def measured(name: str) -> Analysis:
    line = LINES[name]
    settings = AnalyzeSettings(
        test=line["test"],
        height_cm=line["height_cm"],
        age=line["age"],
        sex=line["sex"],
        options=line.get("options", {}),
    )
    return analyze(SAMPLES / name, settings)


def test_every_clip_is_listed_and_small() -> None:
    clips = {path.relative_to(SAMPLES).as_posix(): path.stat().st_size for path in SAMPLES.rglob("*.mp4")}
    assert clips.keys() == LINES.keys()
    assert max(clips.values()) <= 400_000
    assert sum(clips.values()) <= 12_000_000


def test_every_client_has_a_clip_of_every_test() -> None:
    assert {f"clients/{client}/{test}.mp4" for client in CLIENTS for test in CLIENT_TESTS} <= LINES.keys()


def test_tests_are_taikans() -> None:
    for name, line in LINES.items():
        movement_tests().get(line["test"])
        if "/" not in name:
            assert name == f"{line['test']}.mp4"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["squat.mp4", "clients/postpartum/sit_to_stand.mp4"])
def test_truth_lies_within_the_printed_interval(name: str) -> None:
    result, line = measured(name).result, LINES[name]
    assert result.verdict.valid
    assert len(result.repetitions) == line["repetitions"]
    values = {(m.code, m.side): m.value for m in result.measures}
    known = load_knowledge().measurement_error
    held = []
    for true in line["truth"]:
        value = values[true["code"], true["side"]]
        interval = None if value is None else technical_interval(known[true["code"]], value)
        if interval is not None:
            held.append(interval[0] <= true["truth"] <= interval[1])
    assert len(held) >= 3
    assert sum(held) >= len(held) - 1


@pytest.mark.slow
@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_recording_is_refused_for_its_own_reason_in_both_languages(name: str) -> None:
    verdict, code = measured(name).result.verdict, LINES[name]["refused"]
    assert not verdict.valid
    reason = next(r for r in verdict.reasons if r.code == code)
    others = {LINES[name]["refused"] for name in REFUSED} - {code}
    assert not others & {r.code for r in verdict.reasons}, "each recording has its own fault only"
    for text in (load_knowledge().reason_sentence(reason), load_knowledge().reason_action(reason)):
        assert text.ja
        assert text.en
        assert text.ja != text.en
