"""Fixtures every test may use."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no reason to fail: how long an example takes says nothing about behaviour.
settings.register_profile("taikan", deadline=None)
settings.load_profile("taikan")


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of real recordings named by TAIKAN_REFERENCE_DATA; skips where it is absent."""
    folder = os.environ.get("TAIKAN_REFERENCE_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("set TAIKAN_REFERENCE_DATA to the folder of reference recordings to run this test")
    return Path(folder)
