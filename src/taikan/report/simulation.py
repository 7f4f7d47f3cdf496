"""The page of ``taikan simulate``: mean pain by policy, paired differences, and where Taikan is not better. No I/O."""

from dataclasses import dataclass

from matplotlib.figure import Figure

from taikan.core.texts import Language
from taikan.knowledge.models import Knowledge
from taikan.knowledge.virtual_client_rules import BLIND
from taikan.programme.simulate.calibration import Check
from taikan.programme.simulate.compare import JUDGED, TAIKAN, Comparison, SimulationResult, WorldResult
from taikan.report.content import Wording
from taikan.report.figures import GRID, INK, LINE, MUTED, SECOND, Chart, as_svg, text_font
from taikan.report.pages import environment

_COLOURS = {
    TAIKAN: LINE,
    "general": INK,
    "too_weak": "#7aa6c2",
    "too_strong": SECOND,
    "random": "#a78bba",
    "none": MUTED,
}


class SimulationWords(Wording):
    """Texts ``simulation.*`` in one language."""

    section = "simulation"


@dataclass(frozen=True)
class WorldView:
    """A world ready for the page: charts, means with intervals, and where Taikan is not better."""

    name: str
    count: int
    charts: tuple[Chart, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    not_better: tuple[str, ...]


def render_simulation(result: SimulationResult, knowledge: Knowledge, language: Language, created_at: str) -> str:
    """The whole page."""
    words = SimulationWords(knowledge, language)
    return (
        environment()
        .get_template("simulation.html.j2")
        .render(
            t=words,
            common=Wording(knowledge, language),
            language=language,
            created_at=created_at,
            result=result,
            checks=[(_check_name(check, words), check) for check in result.calibration],
            worlds=[_world(world, words) for world in result.worlds],
            measures=[words(f"measure.{measure}") for measure in result.worlds[0].policies[0].means],
            skipped=(),
        )
    )


def _check_name(check: Check, words: Wording) -> str:
    name, _, week = check.name.partition("_week_")
    return words(f"check.{name}", week=week) if week else words(f"check.{name}")


def _world(world: WorldResult, words: Wording) -> WorldView:
    rows = tuple(
        (
            words(f"policy.{policy.policy}"),
            tuple((f"{mean.mean:.2f}", f"{mean.low:.2f} – {mean.high:.2f}") for mean in policy.means.values()),
        )
        for policy in world.policies
    )
    return WorldView(
        name=words(f"world.{world.world}"),
        count=world.count,
        charts=(_curves(world, words), _differences(world, words)),
        rows=rows,
        not_better=tuple(_sentence(row, words) for row in world.comparisons if row.verdict != "better"),
    )


def _sentence(row: Comparison, words: Wording) -> str:
    return words(
        f"line.{row.verdict}",
        policy=words(f"policy.{row.policy}"),
        measure=words(f"measure.{row.measure}"),
        difference=f"{row.difference.mean:+.2f} ({row.difference.low:+.2f} – {row.difference.high:+.2f})",
        why=words(f"why.{row.measure}"),
    )


def _curves(world: WorldResult, words: Wording) -> Chart:
    figure = Figure(figsize=(7.6, 3.4), layout="constrained")
    axes = figure.add_subplot()
    for policy in world.policies:
        wide = 2.6 if policy.policy == TAIKAN else 1.5
        axes.plot(
            policy.weekly_pain, color=_COLOURS[policy.policy], linewidth=wide, label=words(f"policy.{policy.policy}")
        )
    axes.set_ylim(bottom=0)
    axes.set_xlabel(words("week_axis"), fontproperties=text_font(), color=MUTED)
    axes.set_ylabel(words("pain_axis"), fontproperties=text_font(), color=MUTED)
    axes.grid(color=GRID)
    axes.legend(prop=text_font(), frameon=False, fontsize=8)
    return Chart(as_svg(figure, f"curve-{world.world}"), words("curve"))


def _differences(world: WorldResult, words: Wording) -> Chart:
    figure = Figure(figsize=(7.6, 2.6), layout="constrained")
    for column, measure in enumerate(JUDGED, 1):
        axes = figure.add_subplot(1, len(JUDGED), column)
        rows = [row for row in world.comparisons if row.measure == measure]
        for place, row in enumerate(reversed(rows)):
            one, colour = (
                row.difference,
                LINE if row.verdict == "better" else SECOND if row.verdict == "worse" else MUTED,
            )
            axes.plot([one.low, one.high], [place, place], color=colour, linewidth=2)
            axes.plot(one.mean, place, "o", color=colour, markersize=5)
        axes.axvline(0, color=INK, linewidth=0.8)
        axes.set_title(words(f"measure.{measure}"), fontproperties=text_font(), fontsize=8, color=INK)
        names = [words(f"policy.{name}") for name in reversed(BLIND)] if column == 1 else [""] * len(BLIND)
        axes.set_yticks(range(len(BLIND)), names)
        axes.set_ylim(-0.6, len(BLIND) - 0.4)
        axes.grid(axis="x", color=GRID)
    return Chart(as_svg(figure, f"difference-{world.world}"), words("differences"))
