"""The lab's statistics need the ``lab`` extra; where it is absent its tests are not collected."""

import importlib.util

HAS_LAB = all(importlib.util.find_spec(name) for name in ("sklearn", "statsmodels", "tomlkit"))
collect_ignore_glob = [] if HAS_LAB else ["test_*"]
