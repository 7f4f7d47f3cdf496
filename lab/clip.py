"""One clip from one specification: film, table of truth and its description. The same for the same seed."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np

from lab.act import Act, ClipSpec, act_out
from lab.film import write_film
from lab.movements import MOVEMENTS
from lab.truth import truth_table

__all__ = ["ClipSpec", "act_out", "describe", "make_clip"]


def make_clip(spec: ClipSpec, folder: Path | str) -> Path:
    """Film ``spec`` into ``folder`` (made if needed): ``clip.mp4``, ``truth.parquet``, ``truth.json``; returns it."""
    from lab.filming import pictures  # needs a GL library; the maths does not

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    act = act_out(spec)
    write_film(folder / "clip.mp4", pictures(spec, act), fps=spec.camera.fps, crf=spec.camera.crf)
    truth_table(act.performance, act.landmarks_m, act.view).to_parquet(folder / "truth.parquet", index=False)
    (folder / "truth.json").write_text(json.dumps(describe(spec, act), indent=1) + "\n", encoding="utf-8")
    return folder


def describe(spec: ClipSpec, act: Act) -> dict[str, object]:
    """The contents of ``truth.json``."""
    person, performance, camera = spec.person, act.performance, spec.camera
    return {
        "schema": "taikan.lab.truth/1",
        "test": spec.test or MOVEMENTS[spec.movement].test,
        "movement": spec.movement,
        "seed": spec.seed,
        "options": dict(spec.options),
        "person": {
            "id": person.id,
            "age": person.age,
            "sex": person.sex,
            "height_cm": round(100 * act.body.height_m, 2),
            "mass_kg": round(act.body.mass_kg, 2),
            "bmi": round(act.body.mass_kg / act.body.height_m**2, 2),
        },
        "clothes": asdict(spec.clothes),
        "scene": asdict(spec.scene),
        "camera": {
            "yaw_deg": camera.yaw_deg,
            "yaw_error_deg": camera.yaw_error_deg,
            "pitch_deg": round(act.view.pitch_deg, 3),
            "roll_deg": camera.roll_deg,
            "height_m": camera.height_m,
            "distance_m": round(float(np.linalg.norm((act.view.position - act.places.start["pelvis"][0])[[0, 2]])), 3),
            "fov_deg": camera.fov_deg,
            "width_px": act.view.width_px,
            "height_px": act.view.height_px,
            "fps": camera.fps,
        },
        "repetitions": [asdict(repetition) for repetition in performance.repetitions],
        "faults": [asdict(fault) for fault in performance.faults],
        "contacts": [asdict(contact) for contact in performance.contacts],
        "measurable": spec.measurable,
        "why_not": spec.why_not,
    }
