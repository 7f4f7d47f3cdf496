"""The lab's statistics need the ``lab`` extra; where it is absent its tests are not collected."""

import importlib.util

collect_ignore_glob = (
    [] if importlib.util.find_spec("sklearn") and importlib.util.find_spec("statsmodels") else ["test_*"]
)
