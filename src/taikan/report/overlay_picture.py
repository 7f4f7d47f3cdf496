"""The annotated photo: what the annotated video is to a clip. A JPEG without place, device or other original data."""

from pathlib import Path

import cv2
import numpy as np

from taikan.capture.video import VideoInfo
from taikan.report.drawing import ByteImage, LabelPainter, blur_face
from taikan.report.scene import Scene, draw_person

MAX_SIDE_PX = 1600
JPEG_QUALITY = 88


def write_picture(info: VideoInfo, scene: Scene, target: Path, *, with_blurred_face: bool = False) -> None:
    """Write the photo of ``info`` with its skeleton, lines and angles to ``target`` (``.jpg``)."""
    picture = draw_picture(info, scene, with_blurred_face=with_blurred_face)
    options = [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
    _, data = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), options)
    target.write_bytes(data.tobytes())


def draw_picture(info: VideoInfo, scene: Scene, *, with_blurred_face: bool = False) -> ByteImage:
    """(H, W, 3) RGB, the longer side at most ``MAX_SIDE_PX``. Raises ``ValueError`` for a clip."""
    if info.picture is None:
        raise ValueError("only a photo is drawn as one picture")
    scale = min(1.0, MAX_SIDE_PX / max(info.width_px, info.height_px))
    size = (max(1, round(info.width_px * scale)), max(1, round(info.height_px * scale)))
    image = np.asarray(cv2.resize(info.picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    if with_blurred_face:
        blur_face(image, scene.pose(0, scale))
    draw_person(image, scene, 0, LabelPainter(), scale=scale)
    return image
