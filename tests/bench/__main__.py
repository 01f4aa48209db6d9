"""Runs every bench and prints a table: ``make bench``, or ``python -m tests.bench pages``."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def main(wanted: list[str]) -> None:
    """Run the benches named, or all."""
    names = [path.stem for path in sorted(Path(__file__).parent.glob("bench_*.py"))]
    for name in names:
        if wanted and name.removeprefix("bench_") not in wanted:
            continue
        lines = importlib.import_module(f"tests.bench.{name}").run()
        width = max(len(what) for what, _ in lines)
        print(f"\n{name.removeprefix('bench_').capitalize()}")
        for what, figure in lines:
            print(f"  {what.ljust(width)}  {figure}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
