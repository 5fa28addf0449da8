"""Names of speakers: what titles and offices are, when two names mean one speaker."""

import re
import unicodedata
from itertools import dropwhile

TITLES = frozenset(
    "mr mrs ms miss mx dr doctor prof professor sir dame lord lady madam rev reverend fr father sister brother bishop archbishop "
    "cardinal pope imam rabbi sheikh king queen prince princess sultan emir baron baroness count countess duke duchess "
    "gen general lt lieutenant col colonel maj major capt captain sgt sergeant cpl corporal adm admiral cmdr commander "
    "marshal officer constable inspector detective superintendent president premier chancellor minister secretary governor "
    "mayor senator sen rep representative congressman congresswoman mp mep judge justice ambassador envoy speaker chairman "
    "chairwoman chairperson chair director coach deputy councillor councilor alderman commissioner sheriff prosecutor attorney "
    "secretary-general attorney-general vice-president vice-chairman editor-in-chief commander-in-chief co-chair "
    "spokesman spokeswoman spokesperson chief leader head ceo cto cfo boss founder cofounder co-founder".split()
)
"""Words before a name that are no part of it."""
ROLES = TITLES | frozenset(
    "lawmaker legislator parliamentarian politician candidate mayoress vice-president vice-chair treasurer ombudsman regulator "
    "diplomat official aide adviser advisor analyst economist expert scientist researcher historian author writer novelist poet "
    "journalist reporter editor columnist critic lawyer solicitor barrister counsel plaintiff defendant witness victim suspect "
    "police policeman policewoman detective investigator coroner firefighter paramedic nurse surgeon physician midwife "
    "pharmacist teacher headteacher headmaster headmistress principal rector dean lecturer student pupil farmer fisherman "
    "fishmonger baker butcher brewer grocer shopkeeper owner manager landlord landlady tenant resident neighbour neighbor "
    "villager driver pilot skipper sailor engineer architect builder carpenter plumber electrician mechanic developer designer "
    "programmer artist painter sculptor musician singer composer conductor actor actress director producer curator librarian "
    "archivist archaeologist biologist botanist geologist astronomer ecologist volunteer activist campaigner organiser "
    "organizer striker winger midfielder defender goalkeeper captain substitute player trainer manager referee champion "
    "executive chairman investor banker trader entrepreneur businessman businesswoman consultant analyst strategist "
    "chairwoman harbourmaster harbormaster warden ranger forester keeper vet veterinarian beekeeper shepherd miller priest "
    "vicar pastor monk nun chaplain mother father brother sister son daughter wife husband uncle aunt cousin widow widower "
    "friend colleague counterpart rival successor predecessor teammate "
    "patient passenger tourist visitor customer clerk cashier porter guard soldier veteran reservist general "
    "president-elect heir member delegate negotiator mediator observer inspector minister-president man woman boy girl "
    "creator maker foreman postman postmaster stationmaster conductor guide host hostess chef cook waiter waitress "
    "meteorologist forecaster hydrologist seismologist epidemiologist virologist psychologist sociologist".split()
)
"""Nouns for people by what they are or do."""
SURNAMES = frozenset(
    "baker bishop brewer butcher carpenter chaplain clerk cook count dean duke farmer father forester gardener guard guide king "
    "major mason miller monk page pastor pope porter priest prince queen ranger shepherd trainer vet warden".split()
)
"""Words for people that are last names as well."""
BODIES = frozenset(
    "academy administration agency airline airlines alliance army assembly association authority authorities bank board brigade "
    "broadcaster bureau cabinet campaign centre center chamber charity church city club co coalition college command commission "
    "committee community company confederation congress consortium corp corporation council country countries court department "
    "directorate embassy faction federation firm force forces foundation franchise fund government governments group "
    "guard hospital house inc inspectorate institute institution kremlin league lines ltd ministry mission movement museum "
    "nation nations network newspaper office operator opposition organisation organization parliament parties party police "
    "prosecution prosecutors railway railways regiment regulator republic school secretariat senate service services side sides "
    "society state states team theatre theater trust tribunal union unit university watchdog white".split()
)
"""Nouns for bodies that speak."""
DOCUMENTS = frozenset(
    "announcement appeal article briefing bulletin communique communiqué complaint comment book decision declaration document "
    "editorial email e-mail filing indictment interview judgment judgement letter manifesto memo memorandum message motion note "
    "notice pamphlet paper petition post poster press release report resolution ruling sign speech statement submission "
    "summary survey text tweet verdict website will study".split()
)
"""Nouns for writings that are quoted."""
SAME_OFFICE = {
    word: group[0]
    for group in (
        "mp deputy lawmaker legislator parliamentarian congressman congresswoman senator mep member".split(),
        "spokesman spokeswoman spokesperson".split(),
        "chairman chairwoman chairperson chair".split(),
        "premier minister".split(),
        "chief head boss".split(),
        "councillor councilor".split(),
        "lawyer solicitor barrister attorney counsel".split(),
        "economist analyst".split(),
    )
    for word in group
}
"""One word for offices that news calls by several."""

_PARTICLES = frozenset("of for to from at in on with and or by the".split())
_WORD = re.compile(r"[^\W_]+(?:[-'.&][^\W_]+)*")
_JUNIOR = frozenset(("jr", "sr", "ii", "iii"))


def speaker_key(name: str) -> str:
    """Return `name` folded for looking up: case, diacritics, titles and a leading article dropped, words single-spaced.

    Titles are dropped where a name follows: `President Charles Michel` and `Charles Michel` have one key, and
    `the president` keeps the office that is all it says. Nothing but signs gives an empty key.
    """
    folded = unicodedata.normalize("NFKD", name.casefold().replace("’", "'").replace("‘", "'"))
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    words = _WORD.findall(bare)
    words = list(dropwhile(("the", "a", "an").__contains__, words))
    words = words[_titled(words) :]
    if len(words) > 1 and words[-1] in _JUNIOR:
        words.pop()
    if words and words[-1].endswith("'s"):
        words[-1] = words[-1][:-2]
    return " ".join(words)


def _titled(words: list[str]) -> int:
    """Return how many words at the front are titles or offices before a name."""
    last = max((i for i, word in enumerate(words) if word in TITLES), default=-1)
    rest = words[last + 1 :]
    if last < 0 or not 1 <= len(rest) <= 4 or any(word in _PARTICLES for word in words):
        return 0
    return 0 if any(word in BODIES or word in ROLES for word in rest) else last + 1


def speaks_as(name: str, asked: str) -> bool:
    """Say whether the stored speaker `name` answers to what a user typed.

    A last name answers for the whole (`michel` for `Charles Michel`), and so does a name with inner parts left out or
    initials. A stored last name alone answers to the whole name, since the article knew no more. A first name alone
    answers to nothing.
    """
    stored, wanted = speaker_key(name).split(), speaker_key(asked).split()
    if not stored or not wanted:
        return False
    if stored == wanted:
        return True
    if len(wanted) < len(stored) and stored[-len(wanted) :] == wanted:
        return stored[-len(wanted) - 1] not in _PARTICLES
    if len(stored) == 1 and len(wanted) > 1:
        plain = stored[0] not in BODIES | ROLES | DOCUMENTS
        return plain and stored[0] == wanted[-1] and not any(word in BODIES | ROLES | DOCUMENTS for word in wanted)
    return _shortened(stored, wanted)


def _shortened(stored: list[str], wanted: list[str]) -> bool:
    if len(stored) < 2 or len(wanted) < 2 or stored[-1] != wanted[-1]:
        return False
    short, long = sorted((stored, wanted), key=len)
    if any(word in BODIES for word in long):
        return False
    first, other = short[0].rstrip("."), long[0].rstrip(".")
    same = first == other or (min(len(first), len(other)) == 1 and first[0] == other[0])
    known = frozenset(long)
    return same and all(word in known or len(word) == 1 for word in short[1:-1])
