"""Plots of docs/accuracy.md as small PNG files."""

from io import BytesIO
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image
from statsmodels.graphics.agreement import mean_diff_plot

from lab.accuracy.detection import reliability, seen_curve

DPI = 90
COLOURS = 48
INK, PALE, WARM = "#1f4e79", "#9db7d0", "#c1440e"
COLUMNS = 4


def save(figure: Figure, path: Path) -> Path:
    """Write with a palette of few colours, so that the file stays small."""
    path.parent.mkdir(parents=True, exist_ok=True)
    drawn = BytesIO()
    figure.savefig(drawn, dpi=DPI)
    Image.open(drawn).convert("RGB").quantize(colors=COLOURS).save(path, optimize=True)
    return path


def _panels(count: int, width: float = 2.7, height: float = 2.2) -> tuple[Figure, list[Axes]]:
    columns = min(COLUMNS, count)
    rows = -(-count // columns)
    with mpl.rc_context({"font.size": 7}):
        figure = Figure(figsize=(width * columns, height * rows), layout="tight")
        axes = [figure.add_subplot(rows, columns, i + 1) for i in range(count)]
    for panel in axes:
        panel.tick_params(labelsize=6)
    return figure, axes


def bland_altman(measures: pd.DataFrame) -> Figure:
    """One panel a measure: measured minus true over their mean, with bias and 95 % limits."""
    known = measures.dropna(subset=["truth", "value"])
    groups = [(str(code), group) for code, group in known.groupby("code", sort=True) if len(group) >= 10]
    figure, axes = _panels(max(len(groups), 1))
    for panel, (code, group) in zip(axes, groups, strict=False):
        with mpl.rc_context({"font.size": 6}):
            mean_diff_plot(
                group["value"].to_numpy(float),
                group["truth"].to_numpy(float),
                ax=panel,
                scatter_kwds={"s": 5, "color": INK, "alpha": 0.5},
                mean_line_kwds={"color": WARM, "linewidth": 0.8},
                limit_lines_kwds={"color": WARM, "linestyle": ":", "linewidth": 0.8},
            )
        for text in list(panel.texts):
            text.remove()
        panel.tick_params(labelsize=6)
        panel.set_title(f"{code}, {group['unit'].iloc[0]}, n {len(group)}", fontsize=7)
        panel.set_xlabel("mean", fontsize=6)
        panel.set_ylabel("measured - true", fontsize=6)
    return figure


def contour_scatter(bend: pd.DataFrame) -> Figure:
    """Bend read from the outline over true change of flexion, degrees, by confidence, with the line of equality."""
    figure, (panel,) = _panels(1, 5.2, 3.8)
    seen = bend.dropna(subset=["change"])
    dots = panel.scatter(
        seen["true_change_deg"], seen["change"], c=seen["confidence"], s=12, vmin=0, vmax=1, cmap="viridis"
    )
    figure.colorbar(dots, ax=panel).set_label("confidence", fontsize=7)
    refused = bend[bend["change"].isna()]["true_change_deg"]
    if len(refused):
        low = float(seen["change"].min()) if len(seen) else 0.0
        panel.scatter(refused, np.full(len(refused), low - 1.5), marker="x", s=14, color=WARM, label="refused")
    if len(seen):
        ends = [seen["true_change_deg"].min(), seen["true_change_deg"].max()]
        panel.plot(ends, ends, color=WARM, linewidth=1, label="equal")
    panel.set_xlabel("true change of spine flexion, deg")
    panel.set_ylabel("bend read from the outline, deg")
    if panel.get_legend_handles_labels()[0]:
        panel.legend(fontsize=7, frameon=False)
    return figure


def reliability_plot(events: pd.DataFrame) -> Figure:
    """Share of stated faults that were there over their confidence, before and after calibration."""
    figure, axes = _panels(2, 3.2, 3.0)
    names = (("prior_confidence", "by the priors"), ("confidence", "as calibrated"))
    for panel, (column, title) in zip(axes, names, strict=True):
        found = reliability(events[column].to_numpy(float), events["right"].to_numpy(bool))
        panel.plot([0, 1], [0, 1], color=PALE, linewidth=1)
        panel.scatter(found.stated, found.right, s=[6 + 60 * c / max(len(events), 1) for c in found.count], color=INK)
        panel.set(xlim=(0, 1), ylim=(0, 1.02), xlabel="stated confidence", ylabel="share right")
        panel.set_title(f"{title}, expected error {found.expected_error:.2f}, n {len(events)}", fontsize=7)
    return figure


def fault_curves(faults: pd.DataFrame, units: dict[str, str]) -> Figure:
    """One panel a fault: seen or not over true size, with the logistic curve."""
    judged = faults[faults["judged"].astype(bool) & faults["true_size"].notna()]
    groups = [(str(c), g) for c, g in judged.groupby("code", sort=True) if (g["true_size"] > 0).sum() >= 5]
    figure, axes = _panels(max(len(groups), 1))
    for panel, (code, group) in zip(axes, groups, strict=False):
        size, seen = group["true_size"].to_numpy(float), group["seen"].to_numpy(bool)
        spread = np.linspace(-0.03, 0.03, len(size))
        panel.scatter(size, seen + spread, s=5, color=INK, alpha=0.5)
        at = np.linspace(0.0, size.max(), 80)
        panel.plot(at, seen_curve(size, seen, at), color=WARM, linewidth=1)
        panel.set_title(f"{code}, n {len(group)}", fontsize=7)
        panel.set_xlabel(f"size put in, {units.get(code, '')}", fontsize=6)
        panel.set_ylabel("share seen", fontsize=6)
    return figure
