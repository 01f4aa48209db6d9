"""What is shipped of the models, with checksums: ``python -m nlp_models.shipped`` writes CHECKSUMS.

``sha256sum --check nlp_models/CHECKSUMS`` from the project's root checks a copy.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDERS = ("concern", "encoder", "language", "links", "names", "patterns", "themes")
CHECKSUMS = HERE / "CHECKSUMS"
LARGEST = 40_000_000  # bytes, all together


def list_shipped() -> list[Path]:
    """Return every file that reading needs, in order."""
    return sorted(path for name in FOLDERS for path in (HERE / name).rglob("*") if path.is_file())


def checksum_lines() -> list[str]:
    """Return a line a file: its SHA-256, and its path from the project's root."""
    return [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(HERE.parent)}"
        for path in list_shipped()
    ]


def total_size() -> int:
    """Return how many bytes are shipped."""
    return sum(path.stat().st_size for path in list_shipped())


if __name__ == "__main__":
    CHECKSUMS.write_text("\n".join(checksum_lines()) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(list_shipped())} files, {total_size() / 1e6:.1f} MB\n")
