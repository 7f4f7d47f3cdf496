"""The documentation site: builds strictly without a network, asks no other machine for anything, says all there is."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import taikan
from taikan.knowledge.exercise_loader import load_exercises

ROOT = Path(__file__).parents[1]
LOADED = re.compile(
    r"<(?:script|link|img|iframe|source|video|audio)\b[^>]*(?:src|href)=\"(?:https?:)?//", re.IGNORECASE
)
IN_STYLE = re.compile(r"(?:@import|url\()\s*[\"']?(?:https?:)?//", re.IGNORECASE)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    # A proxy that is not there: whoever asks the network fails.
    dead = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    environment = os.environ | dead | {"PYTHONPATH": str(ROOT / "src"), "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.slow
class TestSite:
    """One build, looked at from several sides."""

    def test_no_page_loads_anything_from_elsewhere(self, site: Path) -> None:
        pages = sorted(site.rglob("*.html"))
        assert len(pages) > 15
        assert [p.name for p in pages if LOADED.search(p.read_text(encoding="utf-8"))] == []
        assert [p.name for p in site.rglob("*.css") if IN_STYLE.search(p.read_text(encoding="utf-8"))] == []

    @pytest.mark.parametrize("ending", ["", ".ja"])
    def test_every_test_measure_and_exercise_has_its_place(self, site: Path, ending: str) -> None:
        def anchors(name: str) -> set[str]:
            return set(re.findall(r'<h2 id="([^"]+)"', (site / f"{name}{ending}.html").read_text(encoding="utf-8")))

        assert set(taikan.tests()) <= anchors("tests")
        assert {code.replace(".", "-") for code in taikan.measures()} <= anchors("measures")
        assert set(load_exercises().exercises) <= anchors("exercises")

    def test_a_measure_says_all_there_is_to_know(self, site: Path) -> None:
        page = (site / "measures.html").read_text(encoding="utf-8")
        section = page.partition('id="mov-sq-depth"')[2].partition("<h2")[0]
        for heading in (
            "How it is computed",
            "Landmarks used",
            "Camera",
            "Sign",
            "Limits",
            "Error (SEM)",
            "Change beyond",
        ):
            assert heading in section

    def test_the_reference_shows_the_interface(self, site: Path) -> None:
        page = (site / "reference.html").read_text(encoding="utf-8")
        for name in ("taikan.api.analyze", "taikan.core.records.Measure", "taikan.testing.contract.check_contract"):
            assert f'id="{name}"' in page

    @pytest.mark.parametrize("name", ["squat", "own_test", "reliability"])
    def test_notebooks_are_pages_with_their_outputs(self, site: Path, name: str) -> None:
        page = (site / "notebooks" / f"{name}.html").read_text(encoding="utf-8")
        pictures = re.findall(r'<img[^>]*src="([^"]+\.png)"', page)
        assert all((site / "notebooks" / picture).stat().st_size > 1000 for picture in pictures)
        assert name == "own_test" or pictures
