"""The four example clients and small helpers for tests of the factor engine."""

import tomllib
from functools import cache
from pathlib import Path

from taikan.factors.profile_input import ProfileInput
from taikan.factors.records import ClientEvidence, Observation
from taikan.factors.table import FactorTable
from taikan.knowledge.factor_loader import load_factor_model

ROOT = Path(__file__).parents[2]
NAMES = ("desk_worker", "postpartum", "runner", "osteoporosis")


@cache
def table() -> FactorTable:
    return FactorTable.of(load_factor_model())


def client(name: str) -> ClientEvidence:
    text = (ROOT / "docs" / "clients" / f"{name}.toml").read_text(encoding="utf-8")
    return ProfileInput.model_validate(tomllib.loads(text)).evidence()


def golden(name: str) -> dict[str, list[list[object]]]:
    text = (ROOT / "tests" / "golden" / "clients.toml").read_text(encoding="utf-8")
    entry: dict[str, list[list[object]]] = tomllib.loads(text)[name]
    return entry


def with_observations(evidence: ClientEvidence, *more: Observation) -> ClientEvidence:
    return evidence.model_copy(update={"observations": (*evidence.observations, *more)})


def graded(code: str, grade: str, confidence: float = 1.0, side: str = "none") -> Observation:
    return Observation.model_validate({"code": code, "grade": grade, "confidence": confidence, "side": side})
