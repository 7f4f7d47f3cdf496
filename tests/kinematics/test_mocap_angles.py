"""The angle code against optical motion capture; the bench script that writes docs/accuracy.md does the work."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "bench" / "mocap_angles.py"


def _bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mocap_angles", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["mocap_angles"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.reference
def test_hip_knee_and_trunk_agree_with_inverse_kinematics(reference_data):
    bench = _bench()
    rows = bench.all_agreements(reference_data / "mocap")
    assert {r.trial for r in rows} == {*bench.OPENCAP, bench.RUNNING}
    for row in rows:
        joint = row.joint.removeprefix("right ").removeprefix("left ")
        assert row.rmse_deg < bench.LIMITS_DEG[joint], row
        assert row.range_deg > 2.0, row


@pytest.mark.reference
def test_accuracy_document_lists_every_offset(reference_data):
    bench = _bench()
    document = (SCRIPT.parents[1] / "docs" / "accuracy.md").read_text(encoding="utf-8")
    for line in bench.section(bench.all_agreements(reference_data / "mocap")).splitlines():
        if line.startswith(("| opencap", "| hamner")):
            assert line in document
