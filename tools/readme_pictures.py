"""Makes the READMEs' pictures from the demonstration run. Needs `make demo` before, and a Chromium.

usage: .venv/bin/python tools/readme_pictures.py [--chromium /usr/bin/chromium]
"""

import argparse
import subprocess
import tempfile
from pathlib import Path

import cv2
from playwright.sync_api import Page, sync_playwright

from taikan.capture.video import probe, read_frame_at

PICTURES = Path("docs/pictures")
CLIP = Path(".cache/demo/demo.mp4")
CLIENT = Path("samples/clients/postpartum")
DOTS_PER_INCH = 72
SHOWN_S = 3.8
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    chromium = parser.parse_args().chromium
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        for language, ending in (("en", ""), ("ja", ".ja")):
            out = Path(folder) / language
            command = [
                ".venv/bin/taikan",
                "analyze",
                str(CLIP),
                "--test",
                "walk",
                "--lang",
                language,
                "--out",
                str(out),
            ]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            page = browser.new_page(viewport={"width": 900, "height": 1300})
            page.goto((out / "report.html").resolve().as_uri())
            page.screenshot(path=PICTURES / f"report{ending}.png")
            if language == "en":
                _charts(page)
            _handout(Path(folder) / f"consultation-{language}", language, ending)
        browser.close()
        _overlay(Path(folder) / "en" / "overlay.mp4")


def _handout(out: Path, language: str, ending: str) -> None:
    """The first two pages of an example client's hand-out. Needs pdftoppm."""
    command = [".venv/bin/taikan", "consult", str(CLIENT), "--no-video", "--lang", language, "--out", str(out)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    for page in ("1", "2"):
        picture = PICTURES / f"handout_{page}{ending}"
        chosen = ["-png", "-r", str(DOTS_PER_INCH), "-f", page, "-l", page, "-singlefile"]
        subprocess.run(["pdftoppm", *chosen, str(out / "report.pdf"), str(picture)], check=True)


def _charts(page: Page) -> None:
    page.locator("figure.chart.wide").screenshot(path=PICTURES / "angles.png")


def _overlay(video: Path) -> None:
    info = probe(video)
    index = int((abs(info.time_s - SHOWN_S)).argmin())
    picture = cv2.cvtColor(read_frame_at(info, index).rgb(), cv2.COLOR_RGB2BGR)
    height = round(900 * picture.shape[0] / picture.shape[1])
    small = cv2.resize(picture, (900, height), interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(PICTURES / "overlay.jpg"), small, [cv2.IMWRITE_JPEG_QUALITY, 88])


if __name__ == "__main__":
    main()
