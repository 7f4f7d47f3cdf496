"""Copies the JavaScript that pages use out of node_modules into the package, with its licence."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "src/taikan/studio/static/vendor"
FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE.txt",
}

TARGET.mkdir(parents=True, exist_ok=True)
for source, name in FILES.items():
    shutil.copyfile(ROOT / "node_modules" / source, TARGET / name)
