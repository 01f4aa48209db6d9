"""The signs of the easy-read page: our own drawings, each legible in black and white."""

_OPEN = (
    '<svg viewBox="0 0 64 64" width="64" height="64" aria-hidden="true" focusable="false" '
    'fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round" '
    'stroke-linejoin="round">'
)
_FILLED = 'fill="currentColor" stroke="none"'
_DRAWN = {
    "people": (
        '<circle cx="22" cy="19" r="8"/><path d="M8 52c0-12 5-18 14-18s14 6 14 18"/>'
        '<circle cx="44" cy="23" r="6"/><path d="M42 37c9-1 14 5 14 15"/>'
    ),
    "better": f'<path d="M32 8l20 24H41v24H23V32H12z" {_FILLED}/>',
    "worse": f'<path d="M32 56L12 32h11V8h18v24h11z" {_FILLED}/>',
    "need": '<path d="M32 7l25 25-25 25L7 32z"/><path d="M32 20v15M32 44v.2"/>',
    "activity": '<circle cx="32" cy="32" r="24"/><path d="M32 17v15l10 7"/>',
    "promise": (
        '<path d="M14 8h26l10 10v38H14z"/><path d="M39 9v10h10M22 30h20M22 39h20M22 48h11"/>'
    ),
    "check": '<circle cx="27" cy="27" r="18"/><path d="M40 40l15 15M19 27l6 6 10-11"/>',
    "missing": (
        '<circle cx="32" cy="19" r="9" stroke-dasharray="5 6"/>'
        '<path d="M14 55c0-14 7-21 18-21s18 7 18 21" stroke-dasharray="6 7"/>'
    ),
}
SIGNS = {name: f"{_OPEN}{drawn}</svg>" for name, drawn in _DRAWN.items()}
"""An inline drawing for each ``EasyLine.sign``; the sentence beside it says what it shows."""
