"""Photos of every kind phones write, upright whatever their EXIF says, and such that are no photos."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from taikan.capture.photo import open_photo, open_recording
from taikan.capture.video import read_frames
from taikan.core.errors import BrokenPhotoError, FileEmptyError, FileMissingError, NotAVideoError, PhotoFormatError

ORIENTATION = 0x0112


def corner(width: int = 64, height: int = 40) -> Image.Image:
    """Dark with a bright top left corner."""
    picture = np.zeros((height, width, 3), dtype=np.uint8)
    picture[: height // 4, : width // 4] = 255
    return Image.fromarray(picture)


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "bmp", "tif"])
def test_each_kind_is_one_upright_frame(ending: str, tmp_path: Path) -> None:
    corner().save(tmp_path / f"photo.{ending}")
    info = open_recording(tmp_path / f"photo.{ending}")
    assert info.is_photo
    assert (info.width_px, info.height_px, info.frame_count, info.fps) == (64, 40, 1, 0.0)
    frames = list(read_frames(info))
    assert len(frames) == 1
    assert frames[0].rgb()[2, 2].min() > 200
    assert frames[0].rgb()[-3, -3].max() < 50


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_obeyed(orientation: int, tmp_path: Path) -> None:
    turn = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    upright = corner()
    stored = upright.transpose(Image.Transpose(turn[orientation])) if orientation > 1 else upright
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    stored.save(tmp_path / "turned.png", exif=exif)
    info = open_photo(tmp_path / "turned.png")
    assert (info.width_px, info.height_px) == (64, 40)
    assert info.picture is not None
    assert np.array_equal(info.picture, np.asarray(upright))


def test_odd_sizes_and_transparency_and_grey_are_read(tmp_path: Path) -> None:
    for mode in ("L", "RGBA", "P", "CMYK", "I;16"):
        path = tmp_path / f"{mode.replace(';', '')}.tif" if mode in {"CMYK", "I;16"} else tmp_path / f"{mode}.png"
        Image.new(mode, (33, 21)).save(path)
        info = open_recording(path)
        assert info.picture is not None
        assert info.picture.shape == (21, 33, 3)
        frame = next(read_frames(info))
        assert frame.grey_thumbnail(16).max() <= 255
        assert frame.crop_rgb(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]), 8).shape == (8, 8, 3)


def test_a_cut_off_photo_is_told(tmp_path: Path) -> None:
    Image.effect_noise((400, 400), 80).convert("RGB").save(tmp_path / "whole.jpg")
    path = tmp_path / "half.jpg"
    path.write_bytes((tmp_path / "whole.jpg").read_bytes()[:2000])
    with pytest.raises(BrokenPhotoError):
        open_recording(path)


def test_heic_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "IMG_0001.HEIC"
    path.write_bytes(b"\x00\x00\x00\x18ftypheic" + bytes(64))
    with pytest.raises(PhotoFormatError) as refused:
        open_recording(path)
    assert refused.value.values["format"] == "HEIC"


def test_what_is_no_photo_is_told_as_before(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "words.mp4").write_text("no picture")
    for name, kind in (("gone.jpg", FileMissingError), ("empty.jpg", FileEmptyError), ("words.mp4", NotAVideoError)):
        with pytest.raises(kind):
            open_recording(tmp_path / name)
