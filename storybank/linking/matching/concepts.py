"""The words in which people tell of what a contract promised.

A contract says "SME" and "remedial works"; a storyteller says "our little firm" and "they
had the plaster off". Each row pairs words of a promise with words of a story about the same
thing; they are matched at the start of a word, in lower case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ROWS: tuple[tuple[str, str, str], ...] = (
    # name, in the promise, in the story
    (
        "apprentice",
        "apprentic|trainee",
        "apprentic|trainee|day release|nvq|level (?:1|2|3|one|two|three)|"
        "my (?:level|card)|indentur",
    ),
    (
        "work placement",
        "placement|taster|work experience|internship|one-week site",
        r"placement|work experience|taster|internship|intern\b|"
        "(?:two|three|four|six|eight) weeks? (?:on|with|in|at)|"
        "fortnight (?:on|with|in|at)|sent me to try|year (?:9|10|11|12|13)|trial",
    ),
    (
        "kept job",
        "recruit|employ|permanent|into paid work|paid employment|supported jobs|"
        "trainee posts|fill at least|returner|posts",
        "permanent|taken on|took (?:me|him|her|us|them|one|two|on)|"
        "kept (?:me|him|her) on|started|interview|on the books|payslip|contract|"
        "first job|my own wage|recruit|joined",
    ),
    (
        "after prison",
        "prison|probation|custody|convict|reoffend|release",
        r"prison|inside|probation|hmp|jail|convict|my po\b|nicked|lifted|sentence|"
        r"came out|tag\b|offender|record",
    ),
    (
        "long out of work",
        "out of work|unemployed|jobcentre|12 months or more",
        "signing on|jobcentre|job centre|universal credit|dole|out of work|"
        "unemployed|laid off|redundan|on the sick",
    ),
    (
        "care leaver",
        "care leaver|care-experienced",
        "care leaver|in care|foster|children's home",
    ),
    (
        "women in trades",
        "women|under-represented",
        r"only (?:girl|woman|lass)|girls?\b|women|woman|lasses",
    ),
    (
        "disabled worker",
        "learning disabilit|autis|neurodiver|disabled people|supported intern",
        "autis|learning disab|downs|adhd|dyslex|job coach|neurodiver|special school",
    ),
    (
        "wage",
        "living wage|pay all|pay every|pay the real|annualised pay",
        r"living wage|\bwage|an hour|payslip|minimum|"
        "paid (?:for|between|the|proper|right)|travel(?:'s| time)|sick pay|"
        "pay packet|holiday pay",
    ),
    (
        "rota",
        "rota|hours confirmed|guaranteed-hours|zero-hours|flexible|term-time|"
        "school-hours|start and finish",
        "rota|zero.hours?|shift|guaranteed|hours|weeks? ahead|month ahead|notice|"
        "term.time|flexi|half (?:eight|nine|seven)|start at|"
        "pick (?:him|her|them|the kids) up|school run",
    ),
    (
        "adjustment",
        "adjustment|fitted workwear",
        "dyslex|adjust|screen|headset|chair|colour|quiet|diagnosis|passport",
    ),
    (
        "sick mind at work",
        "mental health first aider|wellbeing stand|staff wellbeing|counselling sessions",
        "first aider|stand-?down|counsel|survey|mental health",
    ),
    (
        "local firms",
        "sme|vcse|small (?:and medium )?firms|sub-contract|sub-contracted|"
        "addressable spend|local firms|firms within|firms based|contract value|"
        "contract spend|first-time bidders|social enterprise",
        "firm|supplier|buyer|bid|tender|sub-?contract|order|invoice|small business|"
        "our business|own business|social enterprise|supply chain|trade with|package|"
        "won|van and|lads on|depot",
    ),
    (
        "invoice",
        "invoice|within 14 days|15 days|20 days",
        "invoice|paid (?:us|me|on|in|within)|fourteen days|days to pay|cash ?flow",
    ),
    (
        "local food",
        "growers|producers|ingredients|food by value|food budget|food spend|fresh produce|makers",
        "farm|grower|baker|butcher|egg|veg|carrot|potato|pies|cheese|milk|supplies|"
        "supplier|wholesal|orchard|dairy|honey|bread|apple",
    ),
    (
        "damp",
        "damp|mould",
        "damp|mould|mold|black (?:wall|stuff|spot)|wet|condensation|plaster|dehumid|"
        r"spores|cellar|paper coming off|\bwall|fungus|inhaler",
    ),
    (
        "repairs",
        "repair|remedial|works within|making good|decant",
        "repair|fix|mend|leak|boiler|plumber|joiner|plaster|gutter|roof|hole in|caravan|decant",
    ),
    (
        "adaptations",
        "adaptation|rails|ramps|shower|stairlift|step-free|dropped kerb|hoist|changing places",
        r"rail\b|rails|ramp|shower|stairlift|\bot\b|occupational therap|wet room|kerb|"
        "hoist|step-free|lift|changing (?:room|place|bench)|grab|toilet|tactile|bench",
    ),
    (
        "warm homes",
        "retrofit|insulation|heat pump|epc|oil heating",
        r"insulat|heat pump|retrofit|warm|roasting|radiator|boiler|\boil\b|solar|"
        "panels|cladding|render|degrees|draught|loft|external wall",
    ),
    (
        "energy advice",
        "energy advice|energy and debt|fuel bills|fuel voucher|tariff|welfare.rights|"
        "benefits|money advice|additional income|debt|universal credit",
        r"benefit|attendance allowance|pip\b|pension credit|tariff|meter|voucher|debt|"
        "arrears|bailiff|universal credit|bank account|better off|a week i'd|owed|"
        r"smart meter|bills?\b|council tax",
    ),
    (
        "furniture",
        "furniture|white goods|move-in pack",
        r"furniture|bed\b|beds|mattress|sofa|settee|table|chairs|cooker|fridge|kettle|"
        "washer|wardrobe|carpet",
    ),
    (
        "own home",
        "tenanc|accommodation|asylum|roofless|rough sleep|hostel",
        r"keys|tenancy|front door|flat\b|hostel|bedsit|street|park bench|sofa|slept|"
        "sleep|eviction|dry house|room",
    ),
    (
        "tenants' say",
        "panel|forum|council every|scrutiny|you said|board|committee|friends group|"
        "users? panel|drop-in|design sessions|public design|surveys|liaison",
        r"panel|forum|meeting|you said|committee|\bboard\b|asked us|drop-?in|liaison|"
        "consult|quarter|round (?:a|the) table|minutes|agenda|leaflet|letterbox|"
        "flip ?chart|listened|voted?|tested",
    ),
    (
        "named contact",
        "liaison officer|named|telephone line|written notice|every contact|staffed telephone",
        "liaison|rang|ring|phone|number|recorded message|notice|leaflet|told us|"
        "letter|nobody came back",
    ),
    (
        "fleet",
        "electric vehicle|electric van|electric pool|diesel|fleet|cargo bike|"
        "on foot, by bicycle|petrol",
        r"electric|diesel|vans?\b|charg|battery|petrol|fumes|e-?bike|plug",
    ),
    (
        "waste",
        "landfill|waste|recycl|compost|reuse|re-use|divert|surplus",
        r"skip|landfill|waste|recycl|compost|reuse|re-use|tonne|bins?\b|tip\b|surplus|"
        "thrown|plastic|offcut|off-cut",
    ),
    (
        "carbon",
        "carbon|co2|gas use|emission|gas boilers",
        "carbon|co2|emission|gas|kwh|solar|turbine|per cent down|cut by|footprint",
    ),
    (
        "repair cafe",
        "repair cafe",
        "repair caf|toaster|mend|soldering|fixers?",
    ),
    (
        "school visits",
        r"pupils|schools?\b|careers|classroom|curriculum|work experience|site visits",
        "school|pupil|year (?:5|6|7|8|9|10|11|six|nine|ten)|class|teacher|assembly|"
        "careers?|hi-?vis|hard hat|exam|gcse|half term|college",
    ),
    (
        "school place",
        "school place|exclusion|keyworker|uniform",
        "school place|excluded|exclusion|uniform|back in (?:class|school)|keyworker|"
        "key worker|attendance",
    ),
    (
        "play and early talk",
        "early communication|play sessions|family hub|parenting|cookery courses|residential",
        "play|toddler|nursery|baby|talk|words|parenting|course|hub|residential|cook|recipe|bump",
    ),
    (
        "carers' break",
        "carer|break|sitting service|respite",
        "sitter|sits with|sit with|break|respite|hours? (?:to|for) myself|carer|"
        "a rest|day centre|thursdays? off",
    ),
    (
        "family contact",
        "mediat|family contact|contact room",
        "contact|see (?:my|him|her) (?:son|daughter|kids|lad|girl)|mediat|"
        "my (?:lad|girl|kids)|letters?",
    ),
    (
        "young carers",
        "young carer",
        "young carer|look after (?:my )?(?:mum|dad|nan)|caring for (?:mum|mam|my)|"
        "my mum'?s|residential|canoe",
    ),
    (
        "youth sessions",
        "youth club|young people on|open-access|evening sessions|friday night",
        "youth|basketball|decks|pool table|boxing|"
        "hang(?:ing)? (?:about|around|round)|friday|lads|five-a-side|football|"
        "dodgeball|music",
    ),
    (
        "befriending",
        "befriend|friendship calls|telephone|live alone|lonel|isolated|social group|"
        "lunch|conversation cafe|peer group",
        "befriend|rings? (?:on|me|us|every)|visit|company|natter|cup of tea|"
        r"crossword|lunch|dinner|cards|group|alone|lonely|mates?\b|pals?\b|raffle|"
        "table|conversation",
    ),
    (
        "volunteers",
        r"volunteers\b|volunteer roles|volunteer |peer volunteers|lived experience",
        "volunteer|unpaid|giving (?:something )?back|give up my|no paid|help out|"
        "my shift|rota|badge",
    ),
    (
        "staff volunteering",
        "staff volunteering|staff time|staff hours|paid staff time|pro bono|"
        "trade volunteering|donat|hours of",
        "volunteer|gave|hours|donat|their (?:lads|team|staff|lot)|painted|lent|"
        "free of charge|for nowt|for nothing|paint|materials",
    ),
    (
        "small grants",
        "grant|community fund",
        "grant|fund|cheque|pound|£|treasurer|application|new (?:roof|cooker|boiler|kitchen)",
    ),
    (
        "community places",
        "community building|community room|village halls?|room hire|venues|"
        "tenants' halls|community cent",
        r"hall\b|community (?:room|centre)|roof|kitchen|reopen|booked|bookings|club|"
        r"groups?|committee|let(?:s|ting)\b",
    ),
    (
        "green space",
        "garden|allotment|tree|wild ?flower|verge|grassland|park|courtyard|growing|"
        "green space|river|countryside",
        "garden|allotment|tree|sapling|wildflower|flower|verge|hedge|pond|bird|bee|"
        "robin|plant|planted|grow|raised beds?|dug|weeds?|lavender|polytunnel|veg|"
        "soil|orchid|bench|park",
    ),
    (
        "arts",
        "arts|museum|library|librar|singing|heritage|music|artwork|culture|theatre|"
        "outings|creative|play to",
        "sing|sang|choir|song|paint|museum|gallery|theatre|drama|photograph|mural|"
        "music|guitar|poem|print|dance|film|show|stage|outing|coast|seaside|trip",
    ),
    (
        "exercise",
        "exercise|strength and balance|balance classes|physical|health walk|cycling|riding",
        "exercise|gym|class|balance|walk|swim|pool|blood pressure|pounds? lighter|"
        "stone lighter|weight|steps|physio|bike|bicycle|cycl",
    ),
    (
        "recovery",
        "recovery groups?|dry house|substance|alcohol",
        r"sober|clean|days\b|drink|gear|heroin|meeting|group|relapse|recovery|detox|"
        "script",
    ),
    (
        "therapy",
        "therapy|counsel|trauma|talking-therap|therapeutic|mental health",
        "therap|counsel|trauma|panic|nightmare|anxi|talk(?:ed|ing)? to someone|"
        "session|mindful|breath",
    ),
    (
        "interpreter",
        "interpret|community languages|language",
        "interpret|translat|in my (?:own )?language|punjabi|urdu|sylheti|bengali|"
        "polish|arabic|tigrinya|farsi|somali|romanian|language",
    ),
    (
        "english class",
        "esol|english",
        r"esol|english|entry (?:1|2|3|one|two|three)|b1\b|grammar|class|teacher",
    ),
    (
        "digital",
        r"digital|tablets?\b|devices|online|coding|computer",
        "tablet|laptop|online|internet|wifi|wi-fi|email|mouse|click|video|computer|"
        r"app\b|website|password|screen|data",
    ),
    (
        "adult courses",
        "qualification|diploma|certificate|accredited|course|level (?:1|2|3)|learn",
        "certificate|qualification|diploma|passed|level (?:1|2|3|one|two|three)|exam|"
        "course|cscs|forklift|tested|assessment|hygiene|college|pat test",
    ),
    (
        "interview or mentor",
        "guaranteed interview|mentor|interviews a year|reference",
        r"mentor|interview|reference|cv\b|careers adviser|buddy",
    ),
    (
        "care at home",
        "reablement|home care|care workers|discharge|home visit|telecare|meal|wellbeing check",
        r"carer|hospital|discharge|wash|dress|stairs|meals?\b|dinner|alarm|pendant|"
        "button|fall|fell|kettle|perching|frame|stick|same (?:girl|face|one)|"
        "district nurse",
    ),
    (
        "transport",
        "passenger|journeys|transport|bicycles|minibus",
        r"bus\b|minibus|driver|taxi|lift to|bike|bicycle|door to door|"
        "hospital appointment|journey|travel",
    ),
    (
        "de-escalation",
        "de-escalation|violent|anti-social|autism awareness",
        "spat|kick|punch|shout|security|violent|incident|guard|chair|calm|asb|"
        r"fights?\b|stones?|fires?\b",
    ),
    (
        "safety at home",
        "locks|sanctuary|domestic abuse",
        r"locks?\b|refuge|my ex|ex-partner|fire-?proof|spyhole|cameras?|alarm|afraid|"
        "frightened",
    ),
    (
        "food help",
        "free hot lunches|holiday club|surplus food|pantr|free school meals|fridges",
        r"lunch|fed\b|hungry|pantry|food bank|fridge|meal|hot dinner|holiday club|"
        "packed lunch",
    ),
    (
        "menus",
        "menu|halal|culturally|food panels",
        "halal|vegan|menu|rice|curry|spice|pudding|taste|allerg|roti|jollof",
    ),
)


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that contracts promise, with how promises and stories speak of it."""

    name: str
    promised: re.Pattern[str]
    told: re.Pattern[str]


CONCEPTS: tuple[Concept, ...] = tuple(
    Concept(name, re.compile(rf"\b(?:{promised})"), re.compile(rf"\b(?:{told})"))
    for name, promised, told in _ROWS
)
