"""What ships is what was built and measured, and small enough to ship."""

from nlp_models.shipped import CHECKSUMS, LARGEST, checksum_lines, total_size


def test_shipped_files_are_those_of_the_checksums() -> None:
    assert CHECKSUMS.read_text(encoding="utf-8").splitlines() == checksum_lines()


def test_shipped_files_stay_within_forty_megabytes() -> None:
    assert total_size() <= LARGEST
