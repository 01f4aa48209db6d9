"""Where the project's own files lie."""

from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[2]
