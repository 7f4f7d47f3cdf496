"""What the rows of each table hold: one place to look up a column."""

from collections.abc import Mapping

CONTEXT = ("clip", "test", "body", "view", "yaw_deg", "yaw_off_deg", "fit", "measurable", "in_protocol")
"""In every row: the clip; the view that was meant; where the camera stood and how far off its place; clothes; whether
the recording can be measured, and whether it keeps the capture protocol."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "angles": ("series", "limb", "n_frames", "bias", "mae", "rmse", "change_mae"),
    "measures": ("code", "side", "unit", "truth", "value", "sem", "n_trials", "confidence", "absent"),
    "repetitions": ("truth", "found", "start_error_s", "bottom_error_s", "end_error_s"),
    "faults": (
        "code", "repetition", "true_size", "size_unit", "present", "judged", "seen", "score", "severity",
        "prior_confidence", "state", "reason",
    ),
    "verdict": ("why_not", "valid", "reasons", "view_seen", "yaw_seen_deg", "view_confidence"),
    "contour": ("repetition", "part", "true_change_deg", "change", "se", "confidence", "refused"),
}  # fmt: skip
"""Columns of each table besides the context. Intervals and calibrated confidences are added when a page is made, so
that rows stay good when the calibration changes."""
