"""The section "On real references" of docs/accuracy.md: real recordings with a truth or a second way to measure.

TAIKAN_REFERENCE_DATA=<folder> python -m lab.accuracy.references
"""

import os
import sys
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from bench.pages import write_section
from lab.accuracy import balance_lab, keraal, treadmill
from lab.accuracy.tables import markdown

PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"

KERAAL = """\
### Arms of a seated back exercise, BlazePose against Vicon (Keraal)

The landmarks stored with the set and the Vicon targets of the same recording, both through Taikan's angle formulas in
the picture plane of the front camera, so that they say what the landmark model does to an angle. Offset is landmarks
minus Vicon; RMSE is what is left without it. Frames in which a segment points at the camera are left out. The set
stores no clock: rate and delay are fitted to the height of the wrists. The Vicon's elbow lies where upper arm and
forearm turn about each other; along the elbow's own axis that leaves it free by some centimetres, and the hips are one
target on the pelvis: both go into the offset, and into the elbow's RMSE.
"""
TREADMILL = """\
### Cadence of a treadmill run

Cadence from Taikan's landmarks against the one the clip's source measured from raw pixels without a pose model.
"""
BALANCE = """\
### Two calibrated cameras of a laboratory

A man balances on one leg, seen obliquely by two calibrated cameras. Bends between Taikan's landmarks (full model) in
each picture against the bends between the reference joints projected into it, then knees triangulated from both
pictures against the OpenSim inverse kinematics of the reference. The reference is markerless too (four cameras), so
this is agreement and no truth; from such a side Taikan itself measures nothing (the view is oblique): the figures show
why.
"""


def section(folder: Path) -> str:
    """The text of the section, from the reference data in ``folder``."""
    arms = pd.DataFrame([asdict(row) for row in keraal.compare(folder / "keraal")])
    bends = pd.DataFrame([asdict(row) for row in balance_lab.compare(folder)])
    runs = pd.DataFrame([asdict(treadmill.compare(folder, model)) for model in ("lite", "full")])
    runs["error_percent"] = 100.0 * (runs["measured_per_min"] / runs["truth_per_min"] - 1.0)
    parts = [
        "Command: `TAIKAN_REFERENCE_DATA=<folder> python -m lab.accuracy.references`\n",
        KERAAL,
        markdown(
            arms,
            {
                "series": "series, in the picture plane",
                "frames": "frames",
                "offset_deg": "offset, deg",
                "rmse_deg": "RMSE, deg",
                "correlation": "r",
                "range_deg": "range, deg",
            },
            {"correlation": 2, "range_deg": 0},
        ),
        TREADMILL,
        markdown(
            runs,
            {
                "model": "model",
                "measured_per_min": "Taikan, /min",
                "truth_per_min": "reference, /min",
                "truth_uncertainty": "± of the reference",
                "error_percent": "error, %",
                "left_contacts": "left contacts",
                "right_contacts": "right contacts",
                "view": "view seen",
            },
            {"error_percent": 2},
        ),
        BALANCE,
        markdown(
            bends,
            {
                "seen_by": "camera",
                "bend": "bend",
                "n": "frames",
                "bias_deg": "bias, deg",
                "mae_deg": "MAE, deg",
                "rmse_without_bias_deg": "RMSE without bias, deg",
                "range_deg": "range, deg",
            },
            {"range_deg": 0},
        ),
        "Joint angles from optical markers: section *Angle code against optical motion capture*.",
    ]
    return "\n\n".join(part.strip("\n") for part in parts)


def main() -> int:
    """Write the section; 1 if the data is not there."""
    folder = os.environ.get("TAIKAN_REFERENCE_DATA")
    if not folder or not Path(folder, "keraal").is_dir():
        print("set TAIKAN_REFERENCE_DATA to the folder that holds keraal/, running/ and pose2sim/", file=sys.stderr)
        return 1
    text = section(Path(folder))
    write_section(PAGE, "real-references", "On real references", text)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
