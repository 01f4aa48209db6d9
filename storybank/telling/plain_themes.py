"""The hub's themes in words that anybody uses of their own life.

A storyteller says with them what a story is about, to them. It is kept apart from what analysts
code.
"""

# slug of a hub theme -> what it is called on a storyteller's page, by what it is about
PLAIN_THEMES: dict[str, dict[str, str]] = {
    "You and the people close to you": {
        "mental-wellbeing": "How I feel",
        "physical-health": "My health",
        "confidence": "Feeling sure of myself",
        "connection": "Friends and not being lonely",
        "family": "My family",
        "independence": "Doing things for myself, or care",
        "purpose": "Having a reason to get up, or helping others",
    },
    "Home, money and work": {
        "home": "My home",
        "money": "Money and bills",
        "employment": "Getting or keeping a job",
        "good-work": "How I am treated at work",
        "skills": "Learning new skills",
        "education": "School or children learning",
        "local-economy": "Local shops and firms",
    },
    "Where you live": {
        "safety": "Feeling safe",
        "community": "My area and its groups",
        "inclusion": "Being treated fairly, getting in and getting about",
        "voice": "Being listened to",
        "culture": "Art, music, sport and fun",
        "nature": "Parks and green spaces",
        "climate": "Energy, waste or the climate",
    },
}
