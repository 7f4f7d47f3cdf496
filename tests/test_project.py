"""The project's own promises: pinned installs, checks that run, a wheel that holds what it needs."""

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from taikan.pose import weights

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
PACKAGE_HOST = re.compile(r"https?://|--(extra-)?index-url|--find-links", re.IGNORECASE)


def requirements(lock: str) -> dict[str, str]:
    """Each pinned requirement's own text with its hashes, by package name."""
    lines = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    entries = [line for line in lines if line.strip() and not line.startswith("#")]
    return {entry.split("==")[0].strip(): entry for entry in entries}


def dry_run(target: str) -> str:
    """The commands ``make TARGET`` would run were nothing done yet."""
    environment = {k: v for k, v in os.environ.items() if k not in {"MAKEFLAGS", "MFLAGS", "MAKELEVEL"}}
    command = ["make", "--always-make", "--dry-run", target]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("lock", LOCKS)
def test_every_python_package_is_pinned_with_hashes(lock: str) -> None:
    entries = requirements(lock)
    assert len(entries) > 20
    for entry in entries.values():
        assert re.match(r"[a-z0-9._-]+==[^ ]+ ", entry), entry
        assert "--hash=sha256:" in entry, entry


@pytest.mark.parametrize("lock", [*LOCKS, "package-lock.json", "tools/demo.lock"])
def test_locks_hold_no_download_address(lock: str) -> None:
    assert not PACKAGE_HOST.search((ROOT / lock).read_text(encoding="utf-8"))


def test_tests_run_with_what_users_get() -> None:
    # A developer's package may need one on more systems than users do: markers may differ, versions and hashes not.
    users, developers = (
        {name: re.sub(r" ; .*?(?= +--hash)", "", entry) for name, entry in requirements(lock).items()}
        for lock in LOCKS[:2]
    )
    assert {name: entry for name, entry in developers.items() if name in users} == users


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[^A-Za-z0-9._-]", d)[0].lower() for d in project["dependencies"]}
    assert names <= requirements(LOCKS[0]).keys()


@pytest.mark.parametrize("lock", LOCKS)
def test_the_package_that_reports_usage_is_not_installed(lock: str) -> None:
    assert "openvino" in requirements(lock)
    assert "openvino-telemetry" not in requirements(lock)


def test_npm_packages_are_pinned_with_integrity() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert lock["lockfileVersion"] == 3
    source = weights.provenance().source
    assert packages[f"node_modules/{source.package}"]["version"] == source.version
    for entry in packages.values():
        assert entry["integrity"].startswith("sha512-")
        assert "resolved" not in entry


def test_make_test_checks_everything_and_ends_with_pytest() -> None:
    commands = [line for line in dry_run("test").splitlines() if line.strip()]
    joined = "\n".join(commands)
    for check in ("ruff check", "ruff format --check", "bin/mypy", "bin/lint-imports"):
        assert check in joined
    assert "-m pytest" in commands[-1]


def test_setup_installs_only_what_is_locked() -> None:
    installs = [line for line in dry_run("dev").splitlines() if "pip" in line and " install " in line]
    locked = [line for line in installs if "--require-hashes --no-deps -r requirements" in line]
    itself = [line for line in installs if "--no-deps --no-build-isolation --editable ." in line]
    assert (len(locked), len(itself), len(installs)) == (2, 1, 3)
    assert "ci --ignore-scripts" in dry_run("setup")


def test_make_alone_lists_the_targets() -> None:
    shown = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("setup", "demo", "test", "bench", "clean"):
        assert re.search(rf"^  {target} ", shown, re.MULTILINE)


def test_too_old_a_python_is_refused_with_a_sentence(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.1" && exit 0\nexit 1\n')
    old.chmod(0o755)
    environment = {k: v for k, v in os.environ.items() if k not in {"MAKEFLAGS", "MFLAGS", "MAKELEVEL"}}
    command = ["make", "-f", ROOT / "Makefile", "setup", f"PYTHON={old}"]
    (tmp_path / "tools").mkdir()
    for name in ("requirements.lock", "pyproject.toml", "package.json", "package-lock.json", "tools/vendor.py"):
        (tmp_path / name).touch()
    (tmp_path / "src/taikan/pose/weights").mkdir(parents=True)
    (tmp_path / "src/taikan/pose/weights/provenance.toml").touch()
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stderr
    assert "Python 3.9.1" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_the_wheel_holds_weights_and_knowledge(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    members = set(zipfile.ZipFile(wheel).namelist())
    for name in weights.model_names():
        assert f"taikan/pose/weights/{weights.path(name).name}" in members
    assert {"taikan/pose/weights/provenance.toml", "taikan/knowledge/errors.toml"} <= members
    assert not any(member.startswith(("tests/", "node_modules/")) for member in members)
