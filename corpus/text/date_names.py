"""Dates in Hebrew, Arabic, Persian, Chinese and Japanese, rewritten with English names and ASCII digits.

Only what a date consists of is rewritten: digits, months (Hebrew ones also with the preposition before them), weekdays, which
say nothing that the day does not, and `年月日`.
"""

import re

_MONTHS = (
    "ינואר يناير جانفي ژانویه",
    "פברואר فبراير فيفري شباط فوریه",
    "מרץ מרס مارس آذار",
    "אפריל أبريل ابريل إبريل أفريل نيسان آوریل",
    "מאי مايو ماي أيار ايار",
    "יוני يونيو يونية جوان حزيران ژوئن",
    "יולי يوليو يولية جويلية تموز ژوئیه",
    "אוגוסט أغسطس اغسطس أوت آب اوت",
    "ספטמבר سبتمبر أيلول ايلول سپتامبر",
    "אוקטובר أكتوبر اكتوبر تشرين_الأول تشرين_الاول اکتبر",
    "נובמבר نوفمبر تشرين_الثاني نوامبر",
    "דצמבר ديسمبر كانون_الأول كانون_الاول دسامبر",
)
_ENGLISH = "January February March April May June July August September October November December".split()
_NUMBER = {name.replace("_", " "): number for number, names in enumerate(_MONTHS) for name in names.split()} | {
    "كانون الثاني": 0
}
_MONTH = re.compile(
    rf"(?<!\w)(?:ב-?)?({'|'.join(sorted(map(re.escape, _NUMBER), key=len, reverse=True))})(?!\w)", re.IGNORECASE
)
_WEEKDAY = re.compile(
    r"(?<!\w)(?:(?:יום\s+)?(?:ראשון|שני|שלישי|רביעי|חמישי|שישי|שבת)|יום\s+[א-ו]['׳]"
    r"|(?:يوم\s+)?(?:الأحد|الاحد|الاثنين|الإثنين|الثلاثاء|الأربعاء|الاربعاء|الخميس|الجمعة|السبت))(?!\w)[,،]?\s*"
)
_EASTERN = re.compile(
    r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日(?:\s*[(（]?(?:星期|周|週)?[一二三四五六日天月火水木金土](?:曜日)?[)）]?)?"
)
_EASTERN_TIME = re.compile(r"(?<=\d)\s*(\d{1,2})\s*[時时点]\s*(\d{1,2})\s*分")
_LETTERS = re.compile("[֐-ۿ年]")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def with_english_names(line: str) -> str:
    """Return a line with dates in these scripts rewritten; others stay as they are."""
    if not _LETTERS.search(line):
        return line
    line = _EASTERN.sub(lambda found: f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}", line.translate(_DIGITS))
    line = _EASTERN_TIME.sub(lambda found: f" {found[1]:0>2}:{found[2]:0>2}", line)
    if not _MONTH.search(line):
        return line
    return _WEEKDAY.sub("", _MONTH.sub(lambda found: _ENGLISH[_NUMBER[found[1]]], line)).strip()
