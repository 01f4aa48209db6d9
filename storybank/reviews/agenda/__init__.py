"""The agenda of a review, built from what nobody has told, done, answered or checked.

Items stand in order of consequence, each with why it is there. When a review is held its agenda
is kept as it was, without a word of any story: a story is kept by its id, and whoever may read
it reads its title from the bank.
"""

from storybank.reviews.agenda.building import MOST_OF_A_KIND, build_agenda
from storybank.reviews.agenda.items import Agenda, AgendaItem, AgendaKind, read_kept

__all__ = [
    "MOST_OF_A_KIND",
    "Agenda",
    "AgendaItem",
    "AgendaKind",
    "build_agenda",
    "read_kept",
]
