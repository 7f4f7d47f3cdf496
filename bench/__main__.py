"""All benchmarks, one after another; each writes its section of docs/.

usage: python -m bench [NAME ...]     without names, all of them
"""

import subprocess
import sys
import time

BENCHMARKS = {
    "mocap_angles": "angles from optical motion capture (seconds)",
    "arithmetic": "what one core could do at best (seconds)",
    "pose_speed": "landmarks a second against MediaPipe and the floor (about 20 minutes)",
    "memory": "memory of a ten-minute clip (about 10 minutes)",
    "factors": "a thousand factor profiles with the next best test (seconds)",
    "factor_calibration": "factor model on 20,000 simulated clients (about 10 minutes)",
    "compose": "2,000 programmes composed and checked (about 5 minutes)",
}


def main() -> int:
    names = sys.argv[1:] or list(BENCHMARKS)
    unknown = [n for n in names if n not in BENCHMARKS]
    if unknown:
        print(f"No benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}.", file=sys.stderr)
        return 2
    failed = []
    for number, name in enumerate(names, start=1):
        print(f"[{number}/{len(names)}] {name}: {BENCHMARKS[name]}", flush=True)
        started = time.monotonic()
        if subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode:
            failed.append(name)
        print(f"[{number}/{len(names)}] {name}: {time.monotonic() - started:.0f} s", flush=True)
    for name in failed:
        print(f"{name} failed or missed its limit", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
