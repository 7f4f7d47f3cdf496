"""Runs in its own environment (mediapipe==0.10.21): landmarks of every frame of a clip, timed. Prints one JSON line.

usage: python mediapipe_pose.py CLIP OUT.npz [--mask]
"""

import json
import sys
import time

import cv2
import mediapipe as mp
import numpy as np


def main() -> None:
    clip, out = sys.argv[1:3]
    capture = cv2.VideoCapture(clip)
    positions, visibility = [], []
    started = time.perf_counter()
    with mp.solutions.pose.Pose(
        static_image_mode=False, model_complexity=1, smooth_landmarks=False, enable_segmentation="--mask" in sys.argv
    ) as pose:
        while True:
            ok, picture = capture.read()
            if not ok:
                break
            height, width = picture.shape[:2]
            found = pose.process(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)).pose_landmarks
            points = [] if found is None else found.landmark
            positions.append([(p.x * width, p.y * height) for p in points] or np.full((33, 2), np.nan))
            visibility.append([p.visibility for p in points] or np.zeros(33))
    seconds = time.perf_counter() - started
    np.savez(out, position=np.array(positions), visibility=np.array(visibility))
    print(json.dumps({"frames": len(positions), "seconds": seconds}))


if __name__ == "__main__":
    main()
