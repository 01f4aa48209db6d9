"""The encoder puts like meanings near each other, whatever company a text is read in."""

from pathlib import Path

import numpy as np
import pytest

from storybank.nlp.encoder import Encoder

MODELS = Path(__file__).resolve().parents[2] / "nlp_models"
ENCODER = Encoder(MODELS)


def test_embed_like_meanings_lie_nearer_than_unlike() -> None:
    lonely, friendless, boiler = ENCODER.embed(
        ["I had nobody to talk to all week.", "She has no friends to talk to.", "The boiler broke."]
    )
    assert lonely @ friendless > lonely @ boiler + 0.2


def test_embed_rows_are_of_unit_length_and_keep_their_order() -> None:
    texts = ["Short.", "A much longer text about the walk to the river and back. " * 5, "", "Mid."]
    together = ENCODER.embed(texts)
    assert together.shape == (4, 384)
    assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)
    for text, row in zip(texts, together, strict=True):
        assert ENCODER.embed([text])[0] @ row > 0.95  # 8-bit rounding depends on the company


def test_embed_nothing_returns_no_rows() -> None:
    assert ENCODER.embed([]).shape == (0, 384)


@pytest.mark.parametrize("text", ["😀🎉", "میں اکیلا تھا", "\x00", "word " * 50_000, "x" * 100_000])
def test_embed_odd_text_is_read(text: str) -> None:
    assert np.isfinite(ENCODER.embed([text])).all()


def test_cut_offsets_point_into_the_text() -> None:
    text = "Café 😀 nights — I couldn't sleep"
    (pieces,) = ENCODER.cut([text])
    words = [text[start:end] for start, end in pieces.offsets]
    assert words[0].lower() == "caf" or words[0] == "Café"
    assert "sleep" in words
