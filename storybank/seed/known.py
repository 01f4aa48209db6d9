"""What the demonstration knows of its contracts beyond the hand-coded stories: all made up."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from storybank.commitments.models import ContractCategory, Regime
from storybank.places.models import PlaceLevel

_AUTHORITY, _AREA, _WARD = PlaceLevel.AUTHORITY, PlaceLevel.AREA, PlaceLevel.WARD

# region -> authority -> area -> wards; the names of places are real, and nothing told of them is
PLACES: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {
    "North East": {
        "South Tyneside": {
            "South Shields": ("Rekendyke", "Whitburn"),
            "Jarrow": (),
            "Hebburn": (),
        },
        "Hartlepool": {"Headland": (), "Seaton Carew": (), "Owton Manor": ()},
    },
    "Yorkshire and the Humber": {
        "Calderdale": {"Halifax": ("Mixenden",), "Brighouse": ()},
        "Kirklees": {"Huddersfield": ("Newsome",), "Dewsbury": (), "Batley": ()},
    },
    "Scotland": {
        "Fife": {
            "Kirkcaldy": (),
            "Methil": (),
            "Cowdenbeath": (),
            "Kennoway": (),
            "Glenrothes": (),
        }
    },
    "West Midlands": {
        "Sandwell": {
            "Smethwick": (),
            "West Bromwich": (),
            "Tipton": ("Great Bridge", "Princes End"),
            "Oldbury": (),
        },
        "Walsall": {"Bloxwich": (), "Caldmore": (), "Willenhall": (), "Darlaston": ()},
    },
    "Wales": {
        "Rhondda Cynon Taf": {"Treforest": (), "Penygraig": (), "Wattstown": ()},
        "Merthyr Tydfil": {},
        "Cardiff": {"Ely": ()},
    },
    "London": {
        "Lewisham": {
            "Downham": (),
            "Catford": (),
            "Deptford": (),
            "Sydenham": (),
            "Ladywell": (),
        }
    },
}


@dataclass(frozen=True)
class ContractFacts:
    """What is known of one contract."""

    department: str
    place: str
    category: ContractCategory
    regime: Regime
    framework: str
    ask: str
    is_people_service: bool = False
    may_extend_to: date | None = None


CONTRACTS: dict[str, ContractFacts] = {
    "D-K1": ContractFacts(
        "Adult social care",
        "South Tyneside",
        ContractCategory.SERVICES,
        Regime.LIGHT_TOUCH,
        "svm-2020",
        "People come home from hospital to a warm house and a known face; carers get a break they "
        "can plan on; care becomes a job that people stay in. We will hear from those cared for, "
        "their carers and the staff, at home and twice a year.",
        is_people_service=True,
        may_extend_to=date(2031, 3, 31),
    ),
    "D-K2": ContractFacts(
        "Housing",
        "Calderdale",
        ContractCategory.WORKS,
        Regime.PCR_2015,
        "svm-2020",
        "Homes that are dry, warm and safe to move about in, and trades learned by those who live "
        "near them. Tenants say what was done and what was not.",
    ),
    "D-K3": ContractFacts(
        "Adult social care",
        "Fife",
        ContractCategory.SERVICES,
        Regime.OTHER,
        "five-ways",
        "Older people get out, are expected somewhere, and are not alone for a week on end.",
        is_people_service=True,
    ),
    "D-K4": ContractFacts(
        "Environment and highways",
        "Hartlepool",
        ContractCategory.SERVICES,
        Regime.PCR_2015,
        "hartlepool-community-value-charter",
        "Work for people the town has written off, and streets and parks that everybody can use.",
    ),
    "E-K1": ContractFacts(
        "Regeneration",
        "Sandwell",
        ContractCategory.WORKS,
        Regime.PROCUREMENT_ACT_2023,
        "svm-2025",
        "The building of these homes gives work, skills and orders to Sandwell, and neighbours "
        "are told and heard while it goes on.",
    ),
    "E-K2": ContractFacts(
        "Environment and highways",
        "Rhondda Cynon Taf",
        ContractCategory.WORKS,
        Regime.PCR_2015,
        "sdg",
        "Roadworks that people are warned of in both languages, and jobs in the valleys.",
    ),
    "E-K3": ContractFacts(
        "Housing",
        "Lewisham",
        ContractCategory.WORKS,
        Regime.PROCUREMENT_ACT_2023,
        "svm-2020",
        "Damp is dealt with, residents decide with us, and the work on our estates is done by "
        "people from them.",
        may_extend_to=date(2031, 3, 31),
    ),
    "E-K4": ContractFacts(
        "Adult social care",
        "Walsall",
        ContractCategory.SERVICES,
        Regime.LIGHT_TOUCH,
        "ons-domains",
        "Carers who are paid and told in time, food eaten in company, and breaks for families.",
        is_people_service=True,
    ),
}


@dataclass(frozen=True)
class PromiseFacts:
    """What is known of one promise beyond its words."""

    beneficiaries: str
    story_question: str
    verifiable_by: str
    verifiable_from: str
    items: tuple[str, ...] = ()
    tender_quantity: Decimal | None = None
    delivered: Decimal | None = None
    baseline: str = ""


PLAIN = PromiseFacts("", "", "", "")
PROMISES: dict[tuple[str, str], PromiseFacts] = {
    ("D-K1", "C2"): PromiseFacts(
        "Unpaid carers in South Tyneside",
        "What did you do with the time, and what would have happened without it?",
        "Carers' centre in South Shields",
        "Rotas of the sitting service and carers' own words",
        tender_quantity=Decimal(2000),
        baseline="In 2024 carers had 640 hours, most of them at short notice.",
    ),
    ("D-K2", "C2"): PromiseFacts(
        "Tenants who report damp and mould",
        "How was your home before, and how is it now?",
        "Tenant Repairs Panel",
        "Repairs log, photographs, visits to one home in twenty",
        baseline="In 2023 the average wait was 71 days.",
    ),
    ("D-K4", "C1"): PromiseFacts(
        "People leaving prison or under probation supervision",
        "What was the work like, and where are you now?",
        "Probation service",
        "Payroll, and a talk with each person after 26 weeks",
        items=("H2",),
        tender_quantity=Decimal(12),
    ),
    ("D-K4", "C7"): PromiseFacts(
        "Everybody in Hartlepool",
        "Which of the new parks do you use, and what for?",
        "Friends of Hartlepool's parks",
        "Counting the trees alive after a second summer",
        items=("H3",),
    ),
    ("E-K3", "C5"): PromiseFacts(
        "Residents of Lewisham estates",
        "What could you do after the course that you could not do before?",
        "The college that awards them",
        "Certificates by name, seen and given back",
        items=("2.3",),
        delivered=Decimal(610),
    ),
    ("E-K4", "C4"): PromiseFacts(
        "Older residents of Walsall",
        "Who do you eat with, and would you be there otherwise?",
        "The four venues",
        "Visits unannounced, and the sheets on the door",
    ),
}

CHARTER = (
    ("H1", "Nobody is left alone behind their door", "Somewhere to go each week, within a walk."),
    ("H2", "A second chance at work", "Paid work for people whom employers pass over."),
    ("H3", "Green and clean where we live", "Parks and verges that are looked after, and used."),
    ("H4", "We are told and asked", "Before things are decided, in words we use."),
)
CHARTER_THEMES = {
    "H1": ("connection", "community"),
    "H2": ("employment", "inclusion"),
    "H3": ("nature", "climate"),
    "H4": ("voice",),
}
