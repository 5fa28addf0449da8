"""The words of a sentence that say what it is about, each brought to a stem, so that two sentences can be compared."""

from functools import lru_cache

from qa.news.extract.figures.counted import STOP_WORDS, bare
from qa.news.extract.figures.special import MONTHS
from qa.news.extract.figures.words import ORDINALS, SCALES, TENS, UNITS

_CLASSES = {
    "=dead": "kill killed kills killing die died dies dying dead death deaths fatality fatalities fatal perished slain",
    "=injured": "injure injured injures injuring injury injuries hurt hurting wound wounded wounding wounds",
    "=missing": "missing unaccounted disappeared",
    "=held": "arrest arrested arresting arrests detain detained detaining detention custody",
    "=displaced": "evacuate evacuated evacuating displaced displacing homeless fled flee fleeing uprooted",
    "=freed": "release released releases releasing free freed frees freeing exchange exchanged swap swapped",
    "=rescued": "rescue rescued rescuing saved",
    "=infected": "infected infections infection",
    "=hired": "hire hired hires hiring employ employs recruit recruiting",
    "=dismissed": "dismiss dismissed fired sacked redundant redundancies",
    "=treated": "treated hospitalised hospitalized hospital",
}
OUTCOMES = {word: name for name, words in _CLASSES.items() for word in words.split()}
"""What befell people, by each word for it."""

_SYNONYMS = {
    "=people": "people person persons individuals victims casualties",
    "=captives": "prisoners prisoner detainees detainee captives captive",
    "=soldiers": "soldiers soldier servicemen serviceman troops servicemembers military personnel",
    "=police": "policemen policeman officers officer police",
    "=protesters": "protesters protester demonstrators demonstrator marchers",
    "=members": "lawmakers mps deputies legislators",
    "=homes": "homes home houses house dwellings",
    "=jobs": "jobs job posts positions",
    "=firms": "firms firm companies company businesses",
    "=countries": "countries country nations nation states",
    "=pupils": "pupils pupil students student schoolchildren",
    "=missiles": "missiles missile rockets rocket",
    "=kids": "children child kids",
    "=buy": "buy buys bought purchase purchased acquire acquired",
    "=cost": "cost costs costing price priced",
    "=spend": "spend spends spent spending",
    "=rise": "rise rises rising rose risen increase increased increases climbed grew grow grown up jump jumped gain gained",
    "=fall": "fall falls falling fell fallen decrease decreased decreases dropped drop declined decline down shrank cut",
    "=sign": "sign signs signed signing signatories",
    "=begin": "begin begins began begun start starts started starting commence commences",
    "=end": "end ends ended ending finish finished",
    "=build": "build builds built building",
    "=crash": "crash crashed crashes collision collided collide struck strike strikes rammed ram hit",
    "=attend": "attend attended attending turnout gathered",
    "=open": "open opens opened opening",
    "=vote": "vote votes voted voters ballot ballots",
    "=blast": "blast explosion blasts explosions exploded explode",
    "=quake": "quake earthquake tremor",
    "=fire": "blaze fire fires wildfire wildfires",
    "=said": "said",
}
_SAME = {word: name for name, words in _SYNONYMS.items() for word in words.split()} | OUTCOMES
PERSONS = frozenset(
    "=people =captives =soldiers =police =protesters =members =pupils =kids men women civilian resident passenger "
    "worker migrant refugee fighter hostage".split()
)
_EMPTY = STOP_WORDS | frozenset(
    "according official officials statement reported reports report news agency spokesman spokeswoman spokesperson new "
    "mr mrs ms dr one two more than at least about around some nearly almost other others others' total figure number "
    "minister ministry authorities confirmed announced press week month year day days years months weeks hours hour "
    "percent per cent million billion thousand hundred dozen dozens last next first second time times including well "
    "monday's most many much few several local another early late morning afternoon evening night however meanwhile "
    "people's make making made take taken taking come came get got".split()
)
_ENDINGS = (
    "isations",
    "izations",
    "ations",
    "ation",
    "ments",
    "ment",
    "ingly",
    "edly",
    "ings",
    "ing",
    "ers",
    "ied",
    "ies",
)
_SHORT_ENDINGS = ("ed", "es", "er", "ly", "al", "s", "e", "y")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the stem of a word in lower case, or the name of its class ("=dead") where it has one."""
    word = bare(word)
    if word in _SAME:
        return _SAME[word]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)].removesuffix("i")
    for ending in _SHORT_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)].removesuffix("i").removesuffix("e")
    return word


@lru_cache(maxsize=20_000)
def tells(word: str) -> bool:
    """Whether a word in lower case tells what a sentence is about."""
    if len(word) < 3 or word in _EMPTY or word in MONTHS:
        return False
    return not (word in UNITS or word in TENS or word in SCALES or word in ORDINALS)


_COUNTRY_ENDINGS = ("ians", "ian", "ans", "ani", "anis", "ish", "ese", "i", "an", "a", "ia", "is")


@lru_cache(maxsize=5_000)
def land(word: str) -> str:
    """Return a country's or people's name without its ending: armenian, Armenians, Armenia → armen."""
    word = bare(word)
    for ending in sorted(_COUNTRY_ENDINGS, key=len, reverse=True):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
