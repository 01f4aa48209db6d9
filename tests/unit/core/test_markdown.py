"""A story is drawn safely, and every drawn character knows where it stands in the source."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storybank.core.markdown import Mark, render_text


class Drawn(HTMLParser):
    """Reads drawn HTML back: (source offset, character, classes of marks around it)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, dict[str, str | None]]] = []
        self.chars: list[tuple[int, str, tuple[str, ...]]] = []
        self.loose = ""
        self.feed(html)
        assert not self.stack, "an element was left open"

    def handle_starttag(self, tag, attrs):
        if tag not in ("br", "hr"):
            self.stack.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.stack.pop()[0] == tag

    def handle_data(self, data):
        inner = self.stack[-1][1] if self.stack else {}
        if "data-start" not in inner:
            self.loose += data
            return
        classes = tuple(a["class"] for t, a in self.stack if t == "mark" and a.get("class"))
        for i, ch in enumerate(data):
            self.chars.append((int(inner["data-start"]) + i, ch, classes))


def marked(html: str, css: str) -> str:
    return "".join(ch for _, ch, classes in Drawn(html).chars if css in classes)


def test_plain_text_keeps_lines_and_escapes():
    html = render_text("One <b>&\ntwo.\n\nThree.", "plain")
    assert html == (
        '<p><span data-start="0">One &lt;b&gt;&amp;</span><br>'
        '<span data-start="9">two.</span></p>\n<p><span data-start="15">Three.</span></p>\n'
    )


def test_markdown_marks_cover_their_words_over_blocks_and_emphasis():
    body = "# A head\n\n- one *two three* [four](https://x.org/a_(b)) five\n\n> six &amp; seven"
    start, end = body.index("two"), body.index(" seven")
    html = render_text(body, "markdown", [Mark(start, end, "code", {"segment": 'a"b'})])
    assert "".join(marked(html, "code").split()) == "twothreefourfivesix&amp;"
    assert 'data-segment="a&quot;b"' in html
    assert "<h2>" in html
    assert "<h1>" not in html
    assert 'rel="noopener noreferrer nofollow"' in html
    assert "<em>" in html
    assert "<blockquote>" in html


def test_overlapping_marks_nest():
    html = render_text("abcdefgh", "plain", [Mark(0, 5, "x"), Mark(3, 8, "y"), Mark(4, 4, "z")])
    assert (marked(html, "x"), marked(html, "y"), marked(html, "z")) == ("abcde", "defgh", "")


def test_mark_inside_mark_opens_the_outer_once():
    html = render_text("I met Ann today.", "plain", [Mark(6, 9, "pii"), Mark(0, 16, "code")])
    assert html.count('class="code"') == 1
    assert html.index('class="code"') < html.index('class="pii"')


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script> and words",
        "[x](javascript:alert(1)) and words",
        "<img src=x onerror=alert(1)> and words",
        "![x](https://elsewhere.org/p.png) and words",
        "<style>p{}</style>\n\nand words",
        "&lt;script&gt; and words",
    ],
)
@pytest.mark.parametrize("fmt", ["plain", "markdown"])
def test_nothing_in_a_story_runs(body, fmt):
    html = render_text(body, fmt)
    assert "and words" in re.sub("<[^>]+>", "", html)
    assert not re.search(r"<(script|img|style)|javascript:[^<]*\"|<[^>]*onerror", html)


def test_private_use_characters_become_one_replacement_each():
    html = render_text("a\ue000b\U000f0001c", "markdown", [Mark(4, 5, "x")])
    assert marked(html, "x") == "c"
    assert html.count("\ufffd") == 2


def test_words_that_look_like_syntax_are_kept():
    body = "1979. We came.\n\n    indented `twas [a friend's name] snake_case &amp; so\n-----"
    html = render_text(body, "markdown")
    assert 'start="1979"' in html
    words = re.sub("<[^>]+>", "", html)
    assert "indented `twas [a friend's name] snake_case &amp;amp; so" in words
    assert "<code" not in html
    assert "<h" not in html.replace("<hr", "")


@dataclass
class Turn:
    start: int
    end: int
    text_start: int
    is_interviewer: bool


def test_turns_are_set_apart_with_their_label():
    body = "INT: How?\nRES: Fine, *really*."
    turns = [Turn(0, 10, 5, True), Turn(10, 30, 15, False)]
    html = render_text(body, "plain", [Mark(15, 19, "x")], turns)
    assert '<div class="turn turn--interviewer"><p class="turn__who">' in html
    assert '<div class="turn turn--storyteller">' in html
    assert marked(html, "x") == "Fine"
    assert '<span data-start="10">RES:</span>' in html


@pytest.mark.parametrize("body", ["a *b* [c](d) " * 9000, "[" * 20000, "> " * 5000 + "x"])
def test_tangled_markdown_is_drawn_plain(body):
    assert render_text(body, "markdown").count("<p>") == 1


def test_unknown_format_or_unsafe_names_are_refused():
    with pytest.raises(ValueError, match="format"):
        render_text("a", "html")
    with pytest.raises(ValueError, match="class"):
        render_text("a", "plain", [Mark(0, 1, 'x" onclick="')])
    with pytest.raises(ValueError, match="data"):
        render_text("a", "plain", [Mark(0, 1, "x", {"a b": "c"})])


PIECES = [
    *("ab é😀", "word", " ", " ", "\n", "\n\n", "*", "**", "_", "# ", "- ", "> ", "1. ", "`", "["),
    *("](", ")", "](http://a.b/c)", "<", ">", "<b>", "&", "&amp;", "\\", "!", "|", "\t", "---"),
    *("\ue001", "\U000f0000", "http://a.b", "<http://a.b>", "<a@b.cd>", "    ", "\x02"),
]
markdownish = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@settings(max_examples=120, deadline=None)
@given(markdownish, st.sampled_from(["plain", "markdown"]), st.data())
def test_every_drawn_character_stands_where_it_says(body, fmt, data):
    places = st.integers(-2, len(body) + 2)
    marks = [
        Mark(start, start + length, css)
        for css, start, length in data.draw(
            st.lists(st.tuples(st.sampled_from(["x", "y", "z"]), places, places), max_size=4)
        )
    ]
    drawn = Drawn(render_text(body, fmt, marks))
    offsets = [at for at, _, _ in drawn.chars]
    assert offsets == sorted(set(offsets))
    for at, ch, classes in drawn.chars:
        assert body[at] == ch or ch == "\ufffd" or (ch.isspace() and body[at].isspace())
        assert set(classes) == {m.css_class for m in marks if m.start <= at < m.end}
    if fmt == "plain":
        assert len(drawn.chars) >= len("".join(body.split()))
        assert not drawn.loose.strip()
