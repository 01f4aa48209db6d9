"""Text to train the finder of names on: frames filled anew, and coded stories with other names.

Everything is drawn from a ``random.Random`` that the caller seeds; Faker is seeded from it.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from faker import Faker

from nlp_models.name_stories import MarkedText
from storybank.nlp.name_lists import FIRST_NAMES, OTHER_CAPITALS, PLACES
from storybank.stories.invented_names import stocks

HERE = Path(__file__).parent
TRAINED = ("PERSON", "ADDRESS", "SCHOOL_OR_WORKPLACE")

WORD_NAMES_TEXT = (
    "June April May Will Mark Grace Hope Faith Joy Rose Lily Daisy Iris Ivy Holly Hazel Heather"
    " Olive Pearl Ruby Amber Jade Summer Autumn Dawn Eve Penny Patience Mercy Charity Constance"
    " Prudence Precious Blessing Comfort Sunday Kent Chester Lincoln Preston Carlisle Clifford"
    " Bradley Ashley Shirley Beverley Kelvin Trent Dale Glen Cliff Heath Rock Art Bill Bob Rob Pat"
    " Sue Drew Grant Chase Miles Gene Dean Earl Duke Prince King Noble Victor Frank Ernest Max"
    " Christian Jack Ray Jay Robin Jean Carol Dot Viv Nan Gill Guy Melody Harmony Destiny Paris"
    " Chelsea Sydney Florence Georgia India Skye Iona Isla Ailsa Rhona Troy Israel Jordan Angel"
    " Nat Rox Bud Buddy Happy Lucky Star Winter Sky River Forest Willow Fern Bryony Poppy Violet"
)
WORD_NAMES = WORD_NAMES_TEXT.split()
SHORT_NAMES_TEXT = (
    "Mo Jo Al Di Vi Ed Flo Ste Daz Gaz Baz Shaz Trev Kev Col Deano Shell Debs Babs Mags Lil Chaz"
    " Jez Tel Del Rox Bex Nads Fitz Smithy Jonesy Mally Titch Ginge Lofty Curly Spud Nobby Dixie"
    " Bri Nige Spike Sparky Smudge Taff Jock Scouse Geordie Tez Kaz Si Stu Jaz Raj Sanj Abs Moz Nan"
    " Bal Gurps Harps Pav Kash Kam Naz Faz Zee Tee Jae Kit Pip Fliss Tilly Dolly Queenie Nellie"
)
SHORT_NAMES = SHORT_NAMES_TEXT.split()
_VILLAGE_A_TEXT = (
    "Kel Earls Brack Hollin Thorn Ash Whit Black Har Bram Mos Swin Lang Cot Wether Raven Oxen Hart"
    " Pen Tre Lan Pol Llan Aber Glen Inver Kirk Dal Strath Bal Bally Kil Carrick Bur Dun Stan Mel"
    " Birk Gos Fern Salt Wes Nor Sut East Mickle Long Over Nether Upper"
)
_VILLAGE_A = _VILLAGE_A_TEXT.split()
_VILLAGE_B_TEXT = (
    "brook ton ham ley field worth thorpe by wick dale ford bridge borough stead hurst combe mouth"
    " don well ridge bury cliffe gate shaw scough holme stoke minster cester fold thwaite beck side"
)
_VILLAGE_B = _VILLAGE_B_TEXT.split()
_FAR_TEXT = (
    "Kismayo Nairobi Mogadishu Enugu Lagos Kano Accra Kumasi Freetown Harare Bulawayo Asmara Keren"
    " Mekelle Kampala Sylhet Dhaka Chittagong Mirpur Lahore Karachi Jalandhar Ludhiana Rajkot"
    " Jaffna Colombo Aleppo Homs Damascus Idlib Mosul Sulaymaniyah Erbil Kabul Herat Tehran Shiraz"
    " Tirana Pristina Gdansk Wroclaw Lublin Lwów Lviv Kharkiv Mariupol Odesa Timisoara Cluj Iasi"
    " Kaunas Riga Porto Braga Palermo Benidorm Tenerife Magaluf Tenby Rhyl Skeggy Brid Cleethorpes"
    " Fleetwood Penarth Barry Canton Suez Aden Cyprus Malta Kingston Montego Port-au-Prince"
)
_FAR = _FAR_TEXT.split()
_STARS_TEXT = (
    "Elvis|Dolly Parton|Tom Jones|Matt Monro|Noddy Holder|Beyoncé|Bob Marley|Stormzy|Adele|Popeye"
    "|Beethoven|Mozart|Shackleton|Trollope|Dickens|Jane Austen|Shakespeare|Agatha Christie|Mary"
    " Berry|David Attenborough|Alan Titchmarsh|Monty Don|Churchill|Thatcher|Nelson Mandela|Gandhi"
    "|Marcus Rashford|Beckham|Pavarotti|Slade|Oasis|Abba|Queen|Mrs Gruffalo|Santa|Father"
    " Christmas|Jesus|Allah|Robin Hood|Batman|Spiderman|Cinderella|Miss Marple|Columbo|Del"
    " Boy|Sherlock Holmes|Billie Holiday|Vera Lynn|Cliff Richard|Jeremy Kyle|Boris|King"
    " Charles|Prince William|the Queen|Bruce Lee|Muhammad Ali|Usain Bolt|Kenny Dalglish"
)
_STARS = _STARS_TEXT.split("|")
_BRANDS_TEXT = (
    "Tesco|Asda|Aldi|Lidl|Spar|Sainsbury's|Co-op|Boots|Greggs|Argos|Iceland|Poundland|B&M|Wilko"
    "|Halifax|Barclays|Lloyds|Klarna|PayPal|Vinted|eBay|Nokia|Samsung|Bovril|Horlicks|Ovaltine|Vimto"
    "|Weetabix|Quality Street|Roses|Kit Kat|Hobnobs|Fairy|Dettol|Ford Fiesta|Corsa|Transit|Raleigh"
    "|Xbox|Netflix|Zoom|Facebook|TikTok|Google|Lego|Morrisons|Primark|Ikea|Costa|McDonald's|Amazon"
)
_BRANDS = _BRANDS_TEXT.split("|")
_WORDS_TEXT = (
    "Universal Credit|PIP|Jobcentre|Covid|Christmas|Easter|Ramadan|Eid|Diwali|Level 2|Year 9|"
    "Men's Shed|Brew Club|Stay and Play|Managing Your Mood|Brush Up Your Skills|Next Steps|"
    "Warm Hub|Green Gym|Parkrun|Duke of Edinburgh|Bingo|Strictly|Corrie|Countdown|Match of the Day|"
    "Rovers|Spurs|United|City|Albion|Villa|Sagittarius|Leo|B flat|C major|Parkinson's|Alzheimer's|"
    "Section 21|"
    "CSCS|GCSE|Entry Level 3|First Aid|Food Hygiene|Kestrel|Plover|Oak|Willow|Maple|Christmases|"
    "Mondays|Zumba|Tai Chi|Pilates|Scrabble|Dominoes|Monopoly|ESOL|English|Maths|Science|Bac|Ia|"
    "Kickstart|Restart|Warmfront|Green Card|Blue Badge|Dial-a-Ride|Ring and Ride|Careline"
)
_WORDS = _WORDS_TEXT.split("|")
_LANGS_TEXT = (
    "Polish Romanian Urdu Punjabi Bengali Sylheti Somali Arabic Farsi Dari Kurdish Tigrinya Amharic"
    " Twi Yoruba Igbo Ukrainian Russian Turkish Portuguese Spanish Italian Cantonese Tamil Gujarati"
    " Welsh Gaelic Pole Jamaican Nigerian Ghanaian Eritrean Syrian Sudanese Scouse Brummie Geordie"
)
_LANGS = _LANGS_TEXT.split()
_ORG_WORDS_TEXT = (
    "Fernhill Northgate Lantern Brackenfold Greenleat Hebble Oxbow Harrowby Kestrel Mournestone"
    " Turnstone Plainwords Headway Bridgewell Hollybrook Westfield Nyala Campsie Talfryn Anvil"
    " Beacon Compass Harbour Causeway Stepping Kindly Hafan Tindal Ferrow Riverside Acorn Evergreen"
    " Threshold Springboard Pathway Openhand Wellspring Brightside Groundswell Sunrise Kindred"
    " Keystone Linden Copperfield Bluebird Highfield Marsden Millstone Redstone Larkfield"
)
_ORG_WORDS = _ORG_WORDS_TEXT.split()
_ORG_ENDS_TEXT = (
    "Homes|Housing|Trust|Links|Care|Ltd|CIC|Works|Support|Community Trust|Property Care|Kitchens|"
    "Learning|Skills|Partnership|Recovery|Energy|Facilities|Catering|Legal|Group|Project|Futures"
)
_ORG_ENDS = _ORG_ENDS_TEXT.split("|")
_STREET_WORDS_TEXT = (
    "Candlish Bumble Prospect Salthill Coneygre Cartbank Fernbank Hudson Marlpit Lorne Nunnery"
    " Pretoria Alma Inkerman Mafeking Trafalgar Nelson Wellington Albert Victoria Station Church"
    " Mill Kiln Tannery Foundry Chapel Bridge Canal Quarry Colliery Poplar Sycamore Rowan Hawthorn"
    " Larch Cedar Beech Cherry Primrose Bluebell Heather Meadow Orchard Abbey Priory Minster Castle"
    " Tower Market Swan Raven Heron Curlew Plover Tansey Teasel Maplin Selbourne Gleniffer Weaver's"
    " Cooper Mason Baker's Fisher Elcho Nairn Elwick Whyterose Brynglas Hendre Gadlys Lochend"
)
_STREET_WORDS = _STREET_WORDS_TEXT.split()
_STREET_ENDS_TEXT = (
    "Street Road Avenue Terrace Crescent Close Lane Drive Mews Wynd Gardens Grove Row Court Place"
    " Way Walk Croft Fold Rise Square Steps Brae Parade Yard Vale View Mount Hill Green Gate"
    " Heights Buildings Cottages Villas Bank Park Quay Reach End Dene Drove Chambers Grange Land"
    " Hey Garth"
)
_STREET_ENDS = _STREET_ENDS_TEXT.split()
_HOUSES_TEXT = (
    "Rose Cottage|Bryn Teg|Tŷ Gwyn|Hafod|Cwtch y Bryn|Kiln Cottage|High Gap Barn|Rowan House|The"
    " Old Forge|Mill House|Hill Farm|Lower Moor Farm|Priory Court|Seabank Chambers|Nance Yard|Tye"
    " Cottage|Ivy Bank|Sea View|The Bungalow|Station House|Larch House|Orchard Lodge|Maes yr Haf"
    "|Pen y Bryn|Dunroamin|Beech House|Cedar Court|Swallow Barn|Higher Yarde Farm|Low Fold Farm"
)
_HOUSES = _HOUSES_TEXT.split("|")
_SCHOOL_ENDS_TEXT = (
    "Primary|Primary School|High|High School|Academy|School|Infants|Juniors|Junior|Nursery|College|"
    "Sixth Form|Secondary|Community College|Comp|Tertiary College|Special School|Grammar|Lower"
    " School|Infant School|Junior School|C of E Primary|Preschool|Comprehensive|Primary Academy"
)
_SCHOOL_ENDS = _SCHOOL_ENDS_TEXT.split("|")
_TRADES_TEXT = (
    "Bakery|Blinds|Beds|Steel|Castings|Garments|Chemist|Pharmacy|Dental Practice|Surgery|Fish Bar|"
    "Fencing|Stores|Motors|Builders|Foods|Foundry|Mill|Laundry|Creamery|Clinic|Depot|Carpets|Linens"
    "|Poultry|Pies|Fabrications|Seeds|Trainers|Building Society|Holiday Park|Nurseries|Dairy|"
    "Hosiery|Potteries|Brickworks|Colliery|Engineering|Logistics|Warehouse|Packaging|Plastics|"
    "Printers|Joinery|Roofing|Scaffolding|Tyres|Garage|Salon|Barbers|Florist|Butchers|Garden Centre"
    "|Hotel|Care Home|Infirmary|Hospital|General|Court|Shipyard|Dry Dock|Textiles|Shoes|Biscuits|"
    "Brewery|Cold Store|Timber|Glass|Tiles|Kitchens|Cabs|Taxis|Couriers|Farm Shop|Business Park"
)
_TRADES = _TRADES_TEXT.split("|")
_PUBS_TEXT = (
    "Bluebell|Swan|Lord Raglan|Bay Leaf|Caley|Navigation|Red Lion|Black Horse|White Hart|Crown|"
    "Kings Arms|Railway|Plough|Wheatsheaf|Royal Oak|Fox and Hounds|Rose and Crown|George|Bell|Ship|"
    "Anchor|Star of India|Golden Dragon|Taj|Spice Garden|Copper Kettle|Cosy Cafe|Greasy Spoon|Lamb|"
    "Three Tuns|Miners|Woolpack|Fleece|Griffin|Dog and Duck|Bull|New Inn|Kelpie|Clachan|Harp|"
    "Saltmarsh Cafe|Corner Plaice|Happy Haddock|Drovers|Packhorse|Jolly Sailor|Waggon|Cross Keys"
)
_PUBS = _PUBS_TEXT.split("|")
_STREET_MIDDLES = ("Hill", "Bank", "Bottom", "Park", "View")
_SCHOOL_MIDDLES = (
    *("Lane", "Road", "Hill", "Bank", "Heath", "Vale", "Park", "Fold", "Cross", "Manor"),
    *("Brae", "Green", "Marsh", "Edge"),
)
_YSGOLION = ("Nant y Gelli", "y Ddôl", "Bro Teifi", "Maes y Coed", "Glan Afon")
_SMALL_TRADES = ("depot", "surgery", "Surgery", "yard", "garage", "clinic", "factory")
_SCHOOL_LIKE = re.compile(
    r"School|Primary|High|Academy|College|Nursery|Junior|Infants|Sixth|Ysgol|Secondary|Comp|^St "
)
_TITLES_TEXT = "Mr Mr Mr Mrs Mrs Mrs Miss Miss Ms Ms Dr"
_TITLES = _TITLES_TEXT.split()
_MONTHS_TEXT = (
    "January February March April May June July August September October November December"
)
_MONTHS = _MONTHS_TEXT.split()
_DAYS_TEXT = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_DAYS = _DAYS_TEXT.split()
_SLOT = re.compile(r"\{([A-Za-z]+)\}")
_TITLE_WORDS_TEXT = (
    "Mr Mrs Ms Miss Dr Sir Sister Brother Father Rev Rev. Coach Auntie Uncle Big Old Little Young"
    " Nurse Pastor and senior junior Mx Prof Nan Cllr Councillor Lady"
)
_TITLE_WORDS = frozenset(_TITLE_WORDS_TEXT.split())


class Inventor:
    """Makes up people, places and organisations."""

    def __init__(self, random_: random.Random) -> None:
        self.random = random_
        self.faker = Faker("en_GB")
        self.faker.seed_instance(random_.randrange(2**31))
        self._stocks = list(stocks().values())
        # English names are a third of all, as they are in the stories.
        self._weights = [12 if number == 0 else 1 for number in range(len(self._stocks))]
        self._slots: dict[str, Callable[[], tuple[str, str | None]]] = {
            "F": lambda: (self.given(), "PERSON"),
            "N": lambda: (self.full(), "PERSON"),
            "S": lambda: (self.surname(), "PERSON"),
            "T": lambda: (self.titled(), "PERSON"),
            "B": lambda: (self.nicknamed(), "PERSON"),
            "I": lambda: (f"{self.capital()}. {self.surname()}", "PERSON"),
            "FI": lambda: (f"{self.given()} {self.capital()}", "PERSON"),
            "L": lambda: (self.label(), "PERSON"),
            "A": lambda: (self.address(), "ADDRESS"),
            "SC": lambda: (self.school(), "SCHOOL_OR_WORKPLACE"),
            "WK": lambda: (self.workplace(), "SCHOOL_OR_WORKPLACE"),
            "PUB": lambda: (self.pub(), "SCHOOL_OR_WORKPLACE"),
            "DOB": lambda: (self.date(1930, 2016), None),
            "date": lambda: (self.date(2021, 2026), None),
            "town": lambda: (self.town(), None),
            "org": lambda: (self.org(), None),
            "brand": lambda: (self.pick(_BRANDS), None),
            "star": lambda: (self.pick(_STARS), None),
            "word": lambda: (self.pick(_WORDS), None),
            "lang": lambda: (self.pick(_LANGS), None),
            "month": lambda: (self.pick(_MONTHS), None),
            "day": lambda: (self.pick(_DAYS), None),
            "phone": lambda: (f"07700 900{self.random.randrange(1000):03}", None),
            "email": lambda: (self.email(), None),
            "postcode": lambda: (self.faker.postcode(), None),
            "nhs": lambda: (f"999 {self.random.randrange(1000):03} 2203", None),
            "ni": lambda: ("QQ 12 34 56 C", None),
        }

    def pick(self, choices: list[str] | tuple[str, ...]) -> str:
        """One of them."""
        return self.random.choice(choices)

    def fill(self, frame: str) -> MarkedText:
        """A frame with every slot filled, and where the names in it stand."""
        made = MarkedText("")
        end = 0
        for slot in _SLOT.finditer(frame):
            made.body += frame[end : slot.start()]
            words, type_ = self._slots[slot[1]]()
            if type_:
                made.spans.append((len(made.body), len(made.body) + len(words), type_))
            made.body += words
            end = slot.end()
        made.body += frame[end:]
        return made

    def given(self) -> str:
        """A given name, a nickname or a word that is a name."""
        draw = self.random.random()
        if draw < 0.12:
            return self.pick(WORD_NAMES)
        if draw < 0.24:
            return self.pick(SHORT_NAMES)
        if draw < 0.34:
            return str(self.faker.first_name())
        stock = self.random.choices(self._stocks, self._weights)[0]
        name = self.pick(stock.woman + stock.man)
        if draw < 0.38:
            return f"{name}-{self.pick(('Ann', 'Marie', 'Jo', 'Lee', 'Rose', 'Leigh', 'May'))}"
        return name

    def surname(self) -> str:
        """A surname."""
        draw = self.random.random()
        if draw < 0.3:
            return str(self.faker.last_name())
        if draw < 0.36:
            return self.village()
        stock = self.random.choices(self._stocks, self._weights)[0]
        name = self.pick(stock.family)
        return f"{name}-{self.surname()}" if draw > 0.97 else name

    def full(self) -> str:
        """A given name or two, and a surname, often of one culture."""
        draw = self.random.random()
        if draw < 0.5:
            stock = self.random.choices(self._stocks, self._weights)[0]
            given, family = self.pick(stock.woman + stock.man), self.pick(stock.family)
        else:
            given, family = self.given(), self.surname()
        if draw > 0.94:
            given += f" {self.given()}"
        return f"{given} {family}"

    def titled(self) -> str:
        """A title and a surname."""
        draw = self.random.random()
        if draw < 0.06:
            return f"Mr and Mrs {self.surname()}"
        if draw < 0.1:
            return f"{self.pick(('Sister', 'Auntie', 'Uncle', 'Coach', 'Nan'))} {self.given()}"
        return f"{self.pick(_TITLES)} {self.surname()}"

    def nicknamed(self) -> str:
        """A name with a word of the street before it."""
        return f"{self.pick(('Big', 'Old', 'Big', 'Little', 'Young'))} {self.given()}"

    def label(self) -> str:
        """A speaker's label."""
        name = self.given()
        return name.upper() if self.random.random() < 0.6 else name

    def capital(self) -> str:
        """A capital letter."""
        return self.pick(tuple("ABCDEFGHJKLMNOPRSTW"))

    def village(self) -> str:
        """A place that is on no map, or on few."""
        return self.pick(_VILLAGE_A) + self.pick(_VILLAGE_B)

    def town(self) -> str:
        """A place."""
        draw = self.random.random()
        if draw < 0.3:
            return self.village()
        if draw < 0.4:
            return f"{self.pick(('North', 'South', 'East', 'West', 'Old'))} {self.village()}"
        if draw < 0.6:
            return self.pick(_FAR)
        return self.pick(_TOWNS).capitalize()

    def org(self) -> str:
        """A supplier, a charity, a programme."""
        draw = self.random.random()
        if draw < 0.3:
            return self.pick(_ORG_WORDS)
        if draw < 0.4:
            return f"{self.pick(_ORG_WORDS)} & {self.surname()} {self.pick(_ORG_ENDS)}"
        return f"{self.pick(_ORG_WORDS)} {self.pick(_ORG_ENDS)}"

    def address(self) -> str:
        """A street, with or without a number, or a house with a name."""
        draw = self.random.random()
        if draw < 0.15:
            return self.pick(_HOUSES)
        first = self.pick(_STREET_WORDS) if draw < 0.6 else self.village()
        if draw > 0.9:
            first = f"{self.pick(_STREET_WORDS)} {self.pick(_STREET_MIDDLES)}"
        street = f"{first} {self.pick(_STREET_ENDS)}"
        number = self.random.randrange(1, 220)
        draw = self.random.random()
        if draw < 0.35:
            return street
        if draw < 0.45:
            block = f"{self.pick(_STREET_WORDS)} {self.pick(('House', 'Court', 'Point'))}"
            return f"Flat {number % 40 + 1}, {block}"
        if draw < 0.5:
            return f"{number % 9}/{number % 4 + 1}, {number} {street}"
        return f"{number}{self.pick(('', '', '', '', 'a', 'b'))} {street}"

    def school(self) -> str:
        """A school, nursery or college."""
        draw = self.random.random()
        if draw < 0.08:
            return f"Ysgol {self.pick(_YSGOLION)}"
        if draw < 0.14:
            return f"St {self.given()}'s"
        if draw < 0.24:
            return f"St {self.given()}'s {self.pick(_SCHOOL_ENDS)}"
        first = self.village() if draw < 0.5 else self.pick(_STREET_WORDS)
        if draw > 0.7:
            first += f" {self.pick(_SCHOOL_MIDDLES)}"
        return f"{first} {self.pick(_SCHOOL_ENDS)}"

    def workplace(self) -> str:
        """A place of work that is no public body."""
        draw = self.random.random()
        if draw < 0.12:
            return f"{self.surname()}'s"
        if draw < 0.22:
            return f"{self.surname()} and {self.pick(('Sons', 'Son', self.surname(), 'Daughters'))}"
        if draw < 0.3:
            return f"{self.surname()}'s {self.pick(_TRADES)}"
        if draw < 0.36:
            street = f"{self.pick(_STREET_WORDS)} {self.pick(_STREET_ENDS)}"
            return f"the {street} {self.pick(_SMALL_TRADES)}"
        if draw < 0.5:
            return self.pub()
        first = self.pick((self.village(), self.pick(_STREET_WORDS), self.town(), self.surname()))
        return f"{first} {self.pick(_TRADES)}"

    def pub(self) -> str:
        """A pub, a cafe, a shop."""
        draw = self.random.random()
        if draw < 0.15:
            return f"{self.surname()}'s"
        name = self.pick(_PUBS)
        return name if draw < 0.25 else f"the {name}"

    def date(self, first: int, last: int) -> str:
        """A full date in one of the ways people write it."""
        day, month = self.random.randrange(1, 29), self.random.randrange(12)
        year = self.random.randrange(first, last)
        return self.pick(
            (
                f"{day:02}/{month + 1:02}/{year}",
                f"{day} {_MONTHS[month]} {year}",
                f"{day}th of {_MONTHS[month]} {year}",
            )
        )

    def email(self) -> str:
        """An address nobody has."""
        return f"{self.given().lower()}.{self.surname().lower()[:1]}@example.org"


_NOT_TOWNS_TEXT = (
    "street road market bridge hill new old high low sea the upon north south east west upper lower"
    " great little long port bay isle isles island islands end fen ford garden green hall ham head"
    " inner kings lane langley region vale valley walk way town tower small range moor moors"
)
_NOT_TOWNS = frozenset(_NOT_TOWNS_TEXT.split())
_TOWNS = sorted(PLACES - _NOT_TOWNS - FIRST_NAMES - OTHER_CAPITALS)


def load_frames() -> list[str]:
    """The hand-written frames, with their line ends."""
    lines = (HERE / "corpus" / "names" / "frames.txt").read_text(encoding="utf-8").splitlines()
    return [line.replace("\\n", "\n") for line in lines if line and not line.startswith("#")]


def rename(story: MarkedText, inventor: Inventor) -> MarkedText:
    """The story with other names in it, each the same throughout, and some other places."""
    draw = inventor.random.random
    people: dict[str, str] = {}
    whole: dict[str, str] = {}
    made = MarkedText("")
    at = 0
    for start, end, type_ in story.spans:
        words = story.body[start:end]
        made.body += story.body[at:start]
        if type_ == "PERSON":
            words = _other_person(words, people, inventor)
        elif type_ in TRAINED:
            if words not in whole:
                whole[words] = _other_place(words, type_, inventor) if draw() < 0.75 else words
            words = whole[words]
        if type_ in TRAINED:
            made.spans.append((len(made.body), len(made.body) + len(words), type_))
        made.body += words
        at = end
    made.body += story.body[at:]
    return _move_towns(made, inventor)


def _other_person(words: str, people: dict[str, str], inventor: Inventor) -> str:
    parts = words.split(" ")
    titled = parts[0] in _TITLE_WORDS
    by_given = parts[0] in {"Sister", "Coach", "Auntie", "Uncle", "Big", "Old", "Little", "Nan"}
    made = []
    seen_name = False
    for part in parts:
        ending = re.search(r"['’]s$", part)
        core = part[: ending.start()] if ending else part
        if part in _TITLE_WORDS or len(core.strip(".")) == 1:
            made.append(part)
            continue
        key = core.lower()
        if key not in people:
            surname = (titled and not by_given) or seen_name
            people[key] = inventor.surname() if surname else inventor.given()
        seen_name = True
        name = people[key].upper() if core.isupper() and len(core) > 2 else people[key]
        made.append(name + (ending[0] if ending else ""))
    return " ".join(made)


def _other_place(words: str, type_: str, inventor: Inventor) -> str:
    if type_ == "ADDRESS":
        return inventor.address()
    if _SCHOOL_LIKE.search(words):
        return inventor.school()
    return inventor.pub() if words.startswith("the ") else inventor.workplace()


def _move_towns(text: MarkedText, inventor: Inventor) -> MarkedText:
    """Put other places where known places stand outside names, about half of them."""
    moved: dict[str, str] = {}
    made = MarkedText("")
    at = 0
    spans = iter([*text.spans, (len(text.body), len(text.body), "")])
    span = next(spans)
    for match in re.finditer(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b(?! [A-Z])", text.body):
        while match.start() >= span[1] and span[2]:
            made.body += text.body[at : span[0]]
            made.spans.append((len(made.body), len(made.body) + span[1] - span[0], span[2]))
            made.body += text.body[span[0] : span[1]]
            at = span[1]
            span = next(spans)
        word = match[0]
        if (match.end() > span[0] and span[2]) or word.lower() not in _TOWN_SET:
            continue
        if word not in moved:
            moved[word] = inventor.town() if inventor.random.random() < 0.5 else word
        made.body += text.body[at : match.start()] + moved[word]
        at = match.end()
    while span[2]:
        made.body += text.body[at : span[0]]
        made.spans.append((len(made.body), len(made.body) + span[1] - span[0], span[2]))
        made.body += text.body[span[0] : span[1]]
        at = span[1]
        span = next(spans)
    made.body += text.body[at:]
    return made


_TOWN_SET = frozenset(_TOWNS)


def load_plain_sentences() -> list[str]:
    """Sentences of the coded runs that surely hold no name: their capitals are all known words."""
    found = []
    for path in sorted((HERE / "corpus" / "runs").glob("runs-*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            words = line.partition(" | ")[2]
            if words and not line.startswith("#") and _is_plain(words):
                found.append(words)
    return found


def ordinary_words() -> frozenset[str]:
    """Words written small at least three times in the coded runs: what is no name by itself."""
    counts: Counter[str] = Counter()
    for path in sorted((HERE / "corpus" / "runs").glob("runs-*.txt")):
        counts.update(re.findall(r"(?<![\w'’])[a-z]{2,}", path.read_text(encoding="utf-8")))
    return frozenset(word for word, count in counts.items() if count > 2)


def _is_plain(words: str) -> bool:
    inside = re.findall(r"(?<=[a-z,;] )[A-Z][\w'’]*", words)
    known = OTHER_CAPITALS | PLACES - FIRST_NAMES
    first = re.match(r"\W*([A-Z][a-z]+)", words)
    if first and first[1].lower() in FIRST_NAMES:
        return False
    plain = all(re.sub(r"['’]s$", "", word).lower() in known for word in inside)
    return plain and not re.search(r"\d|[.?!] [A-Z]", words)


def batches(frames: list[str], inventor: Inventor) -> Iterator[MarkedText]:
    """Frames in a new order, five to nine a text, each filled anew."""
    order = frames[:]
    inventor.random.shuffle(order)
    while order:
        text = MarkedText("")
        for frame in order[: inventor.random.randrange(5, 10)]:
            part = inventor.fill(frame)
            gap = "" if not text.body else inventor.pick((" ", " ", "\n", "\n\n"))
            offset = len(text.body) + len(gap)
            text.body += gap + part.body
            text.spans += [
                (start + offset, end + offset, type_) for start, end, type_ in part.spans
            ]
            order.pop(0)
        yield text
