"""The small signs that stand beside words on paper: of the four directions, and of what stands."""

from functools import cache

GREEN, BROWN, RED, GREY, QUIET = "#0f6b5c", "#7e5200", "#9e2f1b", "#48586a", "#55606e"
_LINE = 'fill="none" stroke="{}" stroke-width="1.9"'
_THIN = 'fill="none" stroke="{}" stroke-width="1.5"'
_SHAPES = {
    "better": (GREEN, '<path d="M6 1.5L11 10.5H1z" fill="{}"/>'),
    "need": (BROWN, '<path d="M6 .8L11.2 6 6 11.2.8 6z" fill="{}"/>'),
    "worse": (RED, '<path d="M6 10.5L1 1.5h10z" fill="{}"/>'),
    "activity": (GREY, f'<circle cx="6" cy="6" r="4.2" {_LINE}/>'),
    "done": (GREEN, f'<path d="M2 6.5l2.5 2.5 5.4-6" {_LINE}/>'),
    "waiting": (QUIET, f'<circle cx="6" cy="6" r="4.4" {_THIN} stroke-dasharray="2 2"/>'),
    "part": (
        BROWN,
        f'<circle cx="6" cy="6" r="4.4" {_THIN}/>'
        '<path d="M6 1.6a4.4 4.4 0 0 1 0 8.8z" fill="{}"/>',
    ),
    "stop": (RED, f'<path d="M2.5 2.5l7 7M9.5 2.5l-7 7" {_LINE}/>'),
    "caution": (BROWN, f'<path d="M6 1.4L11 10.6H1z" {_THIN}/>'),
    "quiet": (QUIET, f'<path d="M2.5 6h7" {_LINE}/>'),
}


@cache
def print_marks() -> dict[str, str]:
    """Each sign as SVG, in its colour, by its name."""
    begin = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 12" width="12" height="12">'
    return {
        name: f"{begin}{shape.replace('{}', colour)}</svg>"
        for name, (colour, shape) in _SHAPES.items()
    }
