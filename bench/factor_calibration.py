"""How well the factor model knows what it knows, and what the order of tests is worth; on simulated clients.

usage: python -m bench.factor_calibration [--clients 20000] [--sessions 4000]

Writes docs/pictures/factor_calibration.svg and a section of docs/accuracy.md.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from bench.pages import write_section
from bench.simulated_clients import WORLDS, Clients, World, probabilities, simulate
from taikan.factors.next_test import Planner
from taikan.factors.offers import SessionRoom
from taikan.factors.relevance import match_multiplier, relevance
from taikan.factors.state import ClientState, first_three
from taikan.factors.table import BoolArray, FactorTable, FloatArray, logistic
from taikan.knowledge.factor_loader import load_factor_model

PICTURE = Path("docs/pictures/factor_calibration.svg")
MINUTES = 15.0
BINS = 20
MOST_ERROR, LEAST_FOUND, LEAST_GAIN = 0.03, 2.2, 0.3
NAMES = {
    "right": "as the table says",
    "half_weights": "evidence tells half as much",
    "halo": "evidence not independent",
}
_INTRO = """
`python -m bench.factor_calibration --clients {clients} --sessions {sessions}`. Clients are drawn from the factor table
(`bench/simulated_clients.py`): findings by the priors, evidence by the weights, correlated groups together; and from
two worlds in which the table is wrong. These figures say whether the arithmetic is sound, not whether the table is true
of real people: its numbers are design values until there are outcomes.

Expected calibration error of the probability that a finding is present (limit 0.03 where the table is right):
""".strip()
_SESSIONS = """
Order of tests in a session of {minutes:.0f} minutes in a usual gym, after the questionnaires; the fixed battery and the
random order skip what no longer fits. Found: the first three shown, against the first three that the full assessment
would show, so that all tests find 3 by definition (target {found} with the next best test, and {gain} more than the
fixed battery). The last column takes the three most important findings that are really present: even all tests find few
of them, because single pieces of evidence say little. That is the table's own statement, and no order of tests can
change it. Mean ± standard error (0.00: below 0.005).
""".strip()
STYLES = {"right": ("#0f766e", "o", "-"), "half_weights": ("#c2703d", "s", "--"), "halo": ("#4b6076", "^", ":")}


@dataclass(frozen=True)
class Reliability:
    """By bin of what was said: mean said, share that was so, how many; and the expected calibration error."""

    said: FloatArray
    so: FloatArray
    count: FloatArray
    error: float


def reliability(probability: FloatArray, present: BoolArray) -> Reliability:
    """Over all factors of all clients."""
    place = np.minimum((probability * BINS).astype(int), BINS - 1).ravel()
    count = np.bincount(place, minlength=BINS)
    used = count > 0
    said = np.bincount(place, probability.ravel(), BINS)[used] / count[used]
    so = np.bincount(place, present.ravel().astype(float), BINS)[used] / count[used]
    error = float(np.sum(count[used] * np.abs(said - so)) / count.sum())
    return Reliability(said, so, count[used].astype(float), error)


def draw_reliability(results: dict[World, Reliability]) -> None:
    """The picture; markers and line styles differ as well as colours."""
    figure = Figure(figsize=(5.6, 5.0), layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color="#8a9ca0", linewidth=1)
    for world, result in results.items():
        colour, marker, line = STYLES[world]
        label = f"{NAMES[world]}: error {result.error:.3f}"
        axes.plot(result.said, result.so, color=colour, marker=marker, linestyle=line, markersize=5, label=label)
    axes.set_xlabel("probability said by the model")
    axes.set_ylabel("share of findings that were present")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.legend(frameon=False, loc="upper left")
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(PICTURE, format="svg", metadata={"Date": None})


@dataclass(frozen=True)
class Bench:
    """What the sessions need, once."""

    table: FactorTable
    planner: Planner
    tests: tuple[str, ...]
    answers: BoolArray
    obtainable: BoolArray

    @classmethod
    def of(cls, table: FactorTable) -> "Bench":
        """Everything a usual gym can do."""
        has = SessionRoom.usual(table.model).has
        tests = tuple(
            name
            for name, test in table.model.tests.items()
            if {*test.equipment, *([test.space] if test.space else [])} <= has
        )
        answers = np.array([table.model.evidence[c].kind == "answer" for c in table.codes])
        obtainable = answers.copy()
        for name in tests:
            obtainable[table.columns(table.model.tests[name].codes)] = True
        return cls(table, Planner.of(table), tests, answers, obtainable)

    def minutes(self, name: str) -> float:
        return self.table.model.tests[name].minutes

    def codes(self, name: str, known: BoolArray) -> list[str]:
        number = self.table.code_number
        return [c for c in self.table.model.tests[name].codes if not known[number[c]]]


def in_order(order: Sequence[str], bench: Bench, _state: ClientState, _said: FloatArray) -> BoolArray:
    """What is known after the tests of ``order`` that still fit the time, one after the other."""
    known, left = bench.answers.copy(), MINUTES
    for name in order:
        if bench.minutes(name) <= left and bench.codes(name, known):
            known[bench.table.columns(bench.table.model.tests[name].codes)] = True
            left -= bench.minutes(name)
    return known


def best_first(bench: Bench, state: ClientState, said: FloatArray) -> BoolArray:
    """What is known if after every result the test that tells most a minute is done next."""
    known, left = bench.answers.copy(), MINUTES
    while True:
        codes = {n: c for n in bench.tests if bench.minutes(n) <= left and (c := bench.codes(n, known))}
        now = ClientState(
            seen={},
            said=said * known,
            known=known,
            prior=state.prior,
            match=state.match,
            trial=state.trial,
            relevance=state.relevance,
            shown=state.shown,
        )
        if not codes:
            return known
        _, gains = bench.planner.gains(now, np.flatnonzero(bench.obtainable & ~known), codes)
        rates = [gain / bench.minutes(name) for name, gain in zip(codes, gains, strict=True)]
        if max(rates) <= 0:
            return known
        chosen = list(codes)[int(np.argmax(rates))]
        known = known.copy()
        known[bench.table.columns(codes[chosen])] = True
        left -= bench.minutes(chosen)


def sessions(bench: Bench, clients: Clients, number: int) -> Iterator[dict[str, tuple[int, int]]]:
    """For each client and way of going on: how many of the three that would come first if all were known are found,
    and how many of the three most important findings that are really present.
    """
    random = np.random.default_rng(21)
    model, table = bench.table.model, bench.table
    battery = sorted(
        (n for n in bench.tests if model.tests[n].battery is not None), key=lambda n: model.tests[n].battery or 0
    )
    ones, shown = np.ones(len(table.factors)), np.ones(len(table.factors), dtype=bool)
    for n in range(number):
        match = np.array([match_multiplier(f, clients.tags[n], model.settings) for f in model.factors.values()])
        weighed = np.array([relevance(f, m, 1.0) for f, m in zip(model.factors.values(), match, strict=True)])
        worth, said = table.worth(weighed), clients.said[:, n]
        state = ClientState({}, said, bench.answers, clients.prior, match, ones, weighed, shown)

        def first(known: BoolArray, said: FloatArray = said, worth: FloatArray = worth) -> BoolArray:
            return first_three(logistic(table.log_odds(clients.prior, (said * known)[:, None])), worth, shown)[:, 0]

        truth = first(bench.obtainable)
        really = first_three(clients.present[:, n : n + 1].astype(float), worth, shown)[:, 0] & clients.present[:, n]
        shuffled = [bench.tests[i] for i in random.permutation(len(bench.tests))]
        found = {
            "answers only": first(bench.answers),
            "random order": first(in_order(shuffled, bench, state, said)),
            "fixed battery": first(in_order(battery, bench, state, said)),
            "next best test": first(best_first(bench, state, said)),
            "all tests": truth,
        }
        yield {way: (int((top & truth).sum()), int((top & really).sum())) for way, top in found.items()}


def session_table(rows: Sequence[dict[str, tuple[int, int]]]) -> tuple[list[str], float, float]:
    """(lines of the table, found with the next best test, its lead over the fixed battery)."""
    ways = list(rows[0])
    found = {way: np.array([row[way] for row in rows], dtype=float) for way in ways}
    lines = [
        f"| way | full assessment's first three, found in {MINUTES:.0f} min | most important three findings present |",
        "|---|---|---|",
    ]
    for way in ways:
        lines.append(f"| {way} | {_with_error(found[way][:, 0])} | {_with_error(found[way][:, 1])} |")
    lead = found["next best test"][:, 0] - found["fixed battery"][:, 0]
    lines += ["", f"Next best test less fixed battery, paired: {_with_error(lead)}."]
    return lines, float(found["next best test"][:, 0].mean()), float(lead.mean())


def _with_error(values: FloatArray) -> str:
    return f"{values.mean():.2f} ± {values.std() / np.sqrt(len(values)):.2f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=20_000)
    parser.add_argument("--sessions", type=int, default=20_000)
    options = parser.parse_args()
    bench = Bench.of(FactorTable.of(load_factor_model()))
    random = np.random.default_rng(31)
    full: dict[World, Reliability] = {}
    half: dict[World, Reliability] = {}
    tables, found, lead = {}, 0.0, 0.0
    for world in WORLDS:
        clients = simulate(bench.table, options.clients, 30, world)
        everything = np.ones(clients.said.shape, dtype=bool)
        some = bench.answers[:, None] | (random.random(clients.said.shape) < 0.5)
        full[world] = reliability(probabilities(bench.table, clients, everything), clients.present)
        half[world] = reliability(probabilities(bench.table, clients, some), clients.present)
        print(f"{world}: error {full[world].error:.4f} with everything, {half[world].error:.4f} with half the tests")
        number = options.sessions if world == "right" else options.sessions // 4
        tables[world] = session_table(list(sessions(bench, clients, number)))
        print("\n".join(tables[world][0]))
    draw_reliability(half)
    _, found, lead = tables["right"]
    write_section(
        Path("docs/accuracy.md"),
        "factor-calibration",
        "Factor model on simulated clients",
        page(options, full, half, tables),
    )
    reached = half["right"].error <= MOST_ERROR and found >= LEAST_FOUND and lead >= LEAST_GAIN
    return 0 if reached and full["right"].error <= MOST_ERROR else 1


def page(
    options: argparse.Namespace,
    full: dict[World, Reliability],
    half: dict[World, Reliability],
    tables: dict[World, tuple[list[str], float, float]],
) -> str:
    """The section of docs/accuracy.md."""
    errors = "\n".join(f"| {NAMES[w]} | {full[w].error:.3f} | {half[w].error:.3f} |" for w in full)
    parts = [
        _INTRO.format(clients=options.clients, sessions=options.sessions),
        "| world | all evidence | answers and half the tests |\n|---|---|---|\n" + errors,
        f"![Reliability: said probability against share present](pictures/{PICTURE.name})",
        _SESSIONS.format(minutes=MINUTES, found=LEAST_FOUND, gain=LEAST_GAIN),
    ]
    for world, (rows, _, _) in tables.items():
        parts += [f"World: {NAMES[world]}", "\n".join(rows)]
    return "\n\n".join(parts)


if __name__ == "__main__":
    sys.exit(main())
