"""Invented names and the kinds of project that the demonstration is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from payback.projects.models import ProjectKind

# fmt: off
WOMEN = (
    "Abigail", "Adaeze", "Aisha", "Amara", "Amelia", "Anya", "Bethany", "Carys", "Chloe",
    "Daniela", "Ebony", "Elif", "Erin", "Farah", "Freya", "Gemma", "Grace", "Hana", "Imogen",
    "Ines", "Jasmine", "Keisha", "Laila", "Leanne", "Maya", "Megan", "Nadia", "Olivia", "Priya",
    "Rhiannon", "Rosa", "Sana", "Shanice", "Simone", "Tamsin", "Tegan", "Uma", "Victoria",
    "Yasmin", "Zara",
)
MEN = (
    "Aaron", "Adam", "Ahmed", "Aidan", "Andre", "Ben", "Callum", "Connor", "Curtis", "Daniel",
    "Darius", "Dylan", "Emeka", "Ethan", "Faisal", "Finn", "Gareth", "George", "Hamza", "Harry",
    "Ibrahim", "Isaac", "Jack", "Jamal", "Joshua", "Kai", "Kieran", "Kofi", "Leon", "Liam",
    "Marcus", "Mateusz", "Mohammed", "Nathan", "Omar", "Owen", "Patrick", "Rhys", "Ryan", "Samir",
    "Scott", "Tariq", "Theo", "Tyrone", "Usman", "Zac",
)
FAMILIES = (
    "Abbott", "Achebe", "Ahmed", "Allen", "Bailey", "Barnes", "Begum", "Bello", "Bennett",
    "Boateng", "Brooks", "Campbell", "Chaudhry", "Clarke", "Cole", "Connolly", "Cooper", "Costa",
    "Davies", "Dhillon", "Doyle", "Edwards", "Ellis", "Evans", "Fashola", "Ferreira", "Fletcher",
    "Foster", "Ghosh", "Gill", "Grant", "Gray", "Green", "Griffiths", "Hall", "Harris", "Hassan",
    "Hughes", "Hussain", "Iqbal", "Jackson", "Jenkins", "Johal", "Jones", "Kaya", "Kelly", "Khan",
    "King", "Kowalski", "Lawson", "Lewis", "Malik", "Marsh", "Mensah", "Mitchell", "Morgan",
    "Murphy", "Nguyen", "Nowak", "Obi", "Okafor", "Oliver", "Osei", "Palmer", "Parker", "Patel",
    "Pereira", "Phillips", "Popescu", "Price", "Rahman", "Reid", "Richards", "Roberts", "Rossi",
    "Shah", "Sharma", "Silva", "Singh", "Smith", "Stewart", "Suleiman", "Taylor", "Thomas",
    "Turner", "Walker", "Ward", "Watson", "White", "Williams", "Wilson", "Wood", "Yilmaz",
    "Young",
)
PLACES = (
    "Ashgrove", "Beechwood", "Briar", "Brookside", "Cedar", "Chestnut", "Clover", "Copse", "Dell",
    "Elder", "Fairfield", "Fern", "Foxglove", "Goldcrest", "Hawthorn", "Hazel", "Heron",
    "Hillside", "Holly", "Juniper", "Kestrel", "Kingfisher", "Larch", "Linden", "Maple", "Meadow",
    "Millbrook", "Mulberry", "Oakfield", "Orchard", "Otter", "Pinewood", "Plover", "Poplar",
    "Quarry", "Rowan", "Sorrel", "Spring", "Swift", "Sycamore", "Teasel", "Thistle", "Walnut",
    "Willow", "Woodlark", "Yew",
)

# fmt: on
DAY = (time(9, 30), time(16, 30))
EARLY = (time(8, 30), time(15, 30))
SHORT_DAY = (time(10, 0), time(13, 30))
WEEKDAYS, WEEKEND = 0b0011111, 0b1100000
MON, TUE, WED, THU, FRI, SAT, SUN = (1 << day for day in range(7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """A sort of project; hours are the work needed, ``None`` for open-ended."""

    name: str
    beneficiary: str
    work: str
    weekdays: int
    times: tuple[time, time] = DAY
    kind: ProjectKind = ProjectKind.GROUP
    tags: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    women_only: bool = False
    short: bool = False
    places: int = 8
    min_people: int = 3
    hours: int | None = None
    priority: int = 3


SORTS = (
    Sort(
        name="{place} Park paths and borders",
        beneficiary="Friends of {place} Park",
        work="Edge paths, clear borders, lay bark, paint benches and railings.",
        weekdays=TUE | THU | SAT | SUN,
        tags=("park",),
        places=10,
    ),
    Sort(
        name="{place} Hall redecoration",
        beneficiary="{place} Community Association",
        work="Prepare and paint a run-down community hall inside and out.",
        weekdays=MON | WED | FRI,
        hours=900,
        priority=4,
    ),
    Sort(
        name="{place} Road clean streets",
        beneficiary="The borough council",
        work="Clear fly-tipping and graffiti from alleys that residents have reported.",
        weekdays=MON | TUE | THU | SAT,
        kind=ProjectKind.RAPID_DEPLOYMENT,
        priority=5,
    ),
    Sort(
        name="{place} Cemetery restoration",
        beneficiary="{place} Burial Ground Trust",
        work="Clear ivy and scrub from paths and memorials by hand.",
        weekdays=TUE | WED | SAT,
        tags=("sharp-tools",),
        skills=("first-aid",),
        places=9,
    ),
    Sort(
        name="{place} Allotments",
        beneficiary="{place} Allotment Society",
        work="Bring overgrown plots back into use for people on the waiting list.",
        weekdays=WED | SUN,
        tags=("sharp-tools",),
        hours=420,
        short=True,
        places=7,
    ),
    Sort(
        name="{place} Charity workshop",
        beneficiary="{place} Reuse",
        work="Sort, test and repair donated furniture and bicycles.",
        weekdays=MON | TUE | WED | THU | FRI,
        times=EARLY,
        places=6,
        min_people=2,
    ),
    Sort(
        name="{place} Food bank warehouse",
        beneficiary="{place} Food Bank",
        work="Unload, sort and pack food parcels.",
        weekdays=THU | FRI | SAT,
        tags=("vulnerable-adults",),
        places=8,
        priority=4,
    ),
    Sort(
        name="{place} Women's garden group",
        beneficiary="{place} Women's Centre",
        work="Plant and keep a sensory garden; women only.",
        weekdays=TUE | SAT,
        women_only=True,
        places=7,
        min_people=2,
    ),
    Sort(
        name="{place} Playground fences",
        beneficiary="{place} Residents' Association",
        work="Strip and paint the fences of a playground before it opens again.",
        weekdays=SAT | SUN,
        tags=("children",),
        hours=210,
        short=True,
    ),
    Sort(
        name="{place} Nature reserve",
        beneficiary="{place} Conservation Volunteers",
        work="Coppice, clear ponds, mend boardwalks and hides.",
        weekdays=THU | FRI | SUN,
        tags=("sharp-tools", "water"),
        skills=("first-aid",),
        places=9,
    ),
    Sort(
        name="{place} Church hall morning team",
        beneficiary="{place} Church Council",
        work="Clean, repair and repaint rooms used by a lunch club.",
        weekdays=TUE | THU,
        times=SHORT_DAY,
        short=True,
        hours=300,
        places=6,
        min_people=2,
    ),
    Sort(
        name="{place} Estate greens",
        beneficiary="{place} Tenants' Association",
        work="Cut back hedges, clear drying areas, build raised beds.",
        weekdays=MON | FRI | SAT | SUN,
        tags=("sharp-tools",),
        places=9,
    ),
)
PRACTITIONERS = ("Amara Bell", "Colin Drake", "Farah Iqbal", "Gwen Hughes", "Tomasz Kowal")
