"""Speed of the factor profile: a thousand clients, each with profile and next best test; writes docs/benchmarks.md.

usage: python -m bench.factors [--clients 1000]
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

from bench.pages import write_section
from bench.simulated_clients import simulate
from taikan.factors.engine import build_profile
from taikan.factors.next_test import Planner
from taikan.factors.offers import SessionRoom
from taikan.factors.records import ClientEvidence, Observation
from taikan.factors.table import FactorTable
from taikan.knowledge.factor_loader import load_factor_model

LIMIT_S = 10.0
GRADES = ("ok", "borderline", "amber", "red")


def some_clients(table: FactorTable, number: int) -> list[ClientEvidence]:
    """Clients who answered the questions and did a random half of the tests."""
    drawn, random = simulate(table, number, 11, "right"), np.random.default_rng(12)
    plateaus = np.array(table.model.settings.plateaus)
    result = []
    for n in range(number):
        seen = []
        for column, code in enumerate(table.codes):
            if table.model.evidence[code].kind == "answer" or random.random() < 0.5:
                grade = GRADES[int(np.argmin(np.abs(plateaus - drawn.said[column, n])))]
                seen.append(Observation.model_validate({"code": code, "grade": grade, "confidence": 0.8}))
        result.append(ClientEvidence(observations=tuple(seen), tags=drawn.tags[n]))
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=1000)
    number = parser.parse_args().clients
    table = FactorTable.of(load_factor_model())
    clients = some_clients(table, number)
    started = time.process_time()
    planner, room = Planner.of(table), SessionRoom.usual(table.model)
    prepared = time.process_time() - started
    for client in clients:
        build_profile(client, table)
        planner.rank(client, room)
    spent = time.process_time() - started
    per_thousand = spent * 1000.0 / number
    text = (
        f"`python -m bench.factors --clients {number}`: {number} clients, each with profile (300 draws) and all tests "
        f"ranked by what they would tell ({table.model.settings.foreseen_clients} futures): "
        f"**{spent:.1f} s** of one core, {prepared:.1f} s of it to prepare once; limit {LIMIT_S:.0f} s for 1,000."
    )
    write_section(Path("docs/benchmarks.md"), "factors", "Factor profiles", text)
    print(text)
    return 0 if per_thousand <= LIMIT_S else 1


if __name__ == "__main__":
    sys.exit(main())
