"""The verbs: editions, their items, what these mean in our themes, and what ships."""

from storybank.frameworks.service.charters import CharterTerms, change_charter, make_charter
from storybank.frameworks.service.crosswalk import set_themes
from storybank.frameworks.service.editions import (
    ImportTerms,
    export_framework,
    import_framework,
    make_variant,
    remove_framework,
    restore_framework,
    retire_framework,
    start_edition,
)
from storybank.frameworks.service.items import add_item, change_item, leave_out_item, move_item
from storybank.frameworks.service.rows import require_own
from storybank.frameworks.service.shipping import load_shipped

__all__ = [
    "CharterTerms",
    "ImportTerms",
    "add_item",
    "change_charter",
    "change_item",
    "export_framework",
    "import_framework",
    "leave_out_item",
    "load_shipped",
    "make_charter",
    "make_variant",
    "move_item",
    "remove_framework",
    "require_own",
    "restore_framework",
    "retire_framework",
    "set_themes",
    "start_edition",
]
