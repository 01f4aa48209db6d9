"""Whose word is taken on who asks."""

from __future__ import annotations

from waitress.adjustments import Adjustments

from storybank.cli.run import behind


def test_a_proxys_word_is_taken_on_who_asks_and_on_nothing_else() -> None:
    adjusted = Adjustments(**behind("127.0.0.1"))

    assert adjusted.trusted_proxy == "127.0.0.1"
    assert adjusted.trusted_proxy_headers == {"x-forwarded-for"}
    assert adjusted.clear_untrusted_proxy_headers


def test_without_a_proxy_nobodys_word_is_taken() -> None:
    assert behind("") == {}
    assert Adjustments(**behind("")).trusted_proxy is None
