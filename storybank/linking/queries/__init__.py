"""Reading links, the tray of suggestions, and what was found of stories' wording."""

from storybank.linking.queries.links import (
    LinkedPassage,
    count_links,
    count_suggested,
    get_link,
    links_by_story,
    links_of_version,
    list_links,
    list_links_of_story,
)
from storybank.linking.queries.strength import strength_facts
from storybank.linking.queries.tray import (
    TrayAsked,
    count_lacking,
    count_tray,
    count_tray_by_promise,
    list_overlapping,
    list_suggested,
    list_tray,
)
from storybank.linking.queries.wording import (
    Alike,
    find_signature,
    is_unexplained,
    list_alike,
    list_near_copies,
    list_unchecked,
    list_unexplained,
)

__all__ = [
    "Alike",
    "LinkedPassage",
    "TrayAsked",
    "count_lacking",
    "count_links",
    "count_suggested",
    "count_tray",
    "count_tray_by_promise",
    "find_signature",
    "get_link",
    "is_unexplained",
    "links_by_story",
    "links_of_version",
    "list_alike",
    "list_links",
    "list_links_of_story",
    "list_near_copies",
    "list_overlapping",
    "list_suggested",
    "list_tray",
    "list_unchecked",
    "list_unexplained",
    "strength_facts",
]
