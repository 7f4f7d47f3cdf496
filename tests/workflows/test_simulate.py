"""The whole comparison on a few virtual clients: files, page, every policy and world, independent of the workers."""

import json

import pytest
from click.testing import CliRunner

from taikan.cli.simulate import command
from taikan.programme.simulate.compare import POLICIES, SimulationResult
from taikan.workflows.simulate import PART, _sizes, simulate, write_simulation


@pytest.fixture(scope="module")
def result():
    return simulate(6, 1, worlds=("tissue",), workers=1)


def test_every_policy_and_measure_is_there(result):
    (world,) = result.worlds
    assert world.count == 6
    assert [policy.policy for policy in world.policies] == list(POLICIES)
    assert len(world.comparisons) == 4 * 3
    for row in world.comparisons:
        assert row.difference.low <= row.difference.mean <= row.difference.high


def test_files_and_page(result, tmp_path):
    for language in ("ja", "en"):
        write_simulation(result, tmp_path / language, language)
        page = (tmp_path / language / "report.html").read_text(encoding="utf-8")
        assert page.count("<svg") >= 2
        assert "://" not in page
    stored = json.loads((tmp_path / "en" / "simulation.json").read_text(encoding="utf-8"))
    assert SimulationResult.model_validate(stored) == result


def test_work_is_cut_into_parts_that_add_up():
    assert list(_sizes(2 * PART + 7)) == [PART, PART, 7]


@pytest.mark.slow
def test_the_command_and_its_workers_give_the_same_answer(result, tmp_path):
    options = ["--clients", "6", "--world", "tissue", "--workers", "2", "--lang", "en"]
    run = CliRunner().invoke(command, [*options, "--out", str(tmp_path / "out")])
    assert run.exit_code == 0
    assert "toy of reality" in run.output
    stored = json.loads((tmp_path / "out" / "simulation.json").read_text(encoding="utf-8"))
    assert SimulationResult.model_validate(stored) == result


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_five_hundred_clients():
    """Taikan against the extremes: whoever trains by it has far fewer flare-ups than the too strong."""
    (world,) = simulate(500, 1, worlds=("tissue",)).worlds
    verdicts = {(row.policy, row.measure): row.verdict for row in world.comparisons}
    assert verdicts["too_strong", "flares"] == "better"
    assert verdicts["random", "flares"] == "better"
