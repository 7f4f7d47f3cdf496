"""The commands that take and list what people measure, and what safety leaves out; bad input is told plainly."""

import json
from pathlib import Path

import pytest

from taikan.cli.main import main


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_entries_become_one_document(lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "entries.json"
    given = ["enter", "man.mf_palp.left=1", "post.owd=4.2,4.4", "--by", "Aoki", "--pain", "2", "--out", str(out)]
    assert main([*given, "--json", "--lang", lang]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads(out.read_text(encoding="utf-8"))
    assert printed["schema"] == "taikan.entries/1"
    assert printed["entered_by"] == "Aoki"
    first, second = printed["measures"]
    assert (first["code"], first["side"], first["method"], first["grade"]) == ("man.mf_palp", "left", "manual", "amber")
    assert (second["n_trials"], second["pain_during"]) == (2, 2)
    assert main([*given, "--lang", lang]) == 2


@pytest.mark.parametrize(
    "entry",
    ["man.mf_palp", "man.mf_palp=1", "man.mf_plap.left=1", "post.owd=", "post.owd=a", "post.owd=nan", "post.owd=inf",
     "=1", "post.owd=99", "post.owd=1;2"],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_bad_entries_are_told(entry: str, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["enter", entry, "--lang", lang]) == 2
    said = capsys.readouterr().err
    assert said.strip()
    assert "Traceback" not in said


@pytest.mark.parametrize("entry", ["post.trunk_lean=1:5", "post.trunk_lean=5"])
def test_a_phone_takes_only_what_it_is_good_for(entry: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["enter", entry, "--sensor", "--lang", "en"]) == 2
    assert capsys.readouterr().err.strip()


def test_excluded_tests_are_not_offered(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tests", "--json", "--modifier", "vert_fracture"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert "deadlift" not in {t["id"] for t in listed["tests"]}
    assert listed["not_offered"]["deadlift"][0]["code"] == "osteoporosis"
    hinge = next(t for t in listed["tests"] if t["id"] == "hip_hinge")
    assert hinge["limits"][0]["how_en"]
    assert main(["tests", "deadlift", "--modifier", "pregnant_t2", "--lang", "ja"]) == 5
    assert "妊娠" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("points", "status"),
    [(None, 4), ("not toml [", 4), ("[c7]\nx_px = 1", 4), ("[c8]\nx_px = 1\ny_px = 1", 2), ("c7 = 3", 4)],
)
def test_a_bad_file_of_points_is_told(
    points: str | None, status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "points.toml"
    if points is not None:
        file.write_text(points, encoding="utf-8")
    assert main(["analyze", "me.jpg", "--test", "posture", "--points", str(file), "--json", "--lang", "en"]) == status
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("code", ["str.sts30", "post.cva_m", "man.tra_palp", "sit.screen"])
def test_everything_about_a_measure_is_listed(code: str, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["measures", code, "--lang", lang]) == 0
    assert code in capsys.readouterr().out
    assert main(["measures", code, "--json"]) == 0
    described = json.loads(capsys.readouterr().out)["measures"][0]
    assert described["by_hand"]["mdc95"] > 0
    if code == "str.sts30":
        assert len(described["norms"]["row"]) > 10
        assert "rikli_jones" in described["sources"]
