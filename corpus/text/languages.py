"""Languages: the code for a name, and detecting the language of a text.

py3langid guesses offline; its model is arrays of numbers (no pickle). A guess is used only if the text is long enough and the
next language is much less likely; otherwise the language is None.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_SAMPLE = 1_200  # characters that are examined
_PIECE = 100  # of its beginning, middle and end, which are examined first
_CERTAIN = 0.999
_LETTERS = 60
_SURE = 0.99
_NOT_LETTERS = re.compile(r"https?://\S+|\S+@\S+|[\W\d_]+")
_NAMES = {
    "arabic": "ar", "armenian": "hy", "azerbaijani": "az", "bulgarian": "bg", "catalan": "ca", "chinese": "zh",
    "croatian": "hr", "czech": "cs", "danish": "da", "dutch": "nl", "english": "en", "estonian": "et", "finnish": "fi",
    "french": "fr", "georgian": "ka", "german": "de", "greek": "el", "hebrew": "he", "hindi": "hi", "hungarian": "hu",
    "indonesian": "id", "italian": "it", "japanese": "ja", "korean": "ko", "latvian": "lv", "lithuanian": "lt",
    "norwegian": "no", "persian": "fa", "polish": "pl", "portuguese": "pt", "romanian": "ro", "russian": "ru",
    "serbian": "sr", "slovak": "sk", "slovenian": "sl", "spanish": "es", "swedish": "sv", "thai": "th", "turkish": "tr",
    "ukrainian": "uk", "urdu": "ur", "vietnamese": "vi",
}  # fmt: skip
_THREE = {
    "ara": "ar", "hye": "hy", "arm": "hy", "aze": "az", "bul": "bg", "cat": "ca", "zho": "zh", "chi": "zh", "hrv": "hr",
    "ces": "cs", "cze": "cs", "dan": "da", "nld": "nl", "dut": "nl", "eng": "en", "est": "et", "fin": "fi", "fra": "fr",
    "fre": "fr", "kat": "ka", "geo": "ka", "deu": "de", "ger": "de", "ell": "el", "gre": "el", "heb": "he", "hin": "hi",
    "hun": "hu", "ind": "id", "ita": "it", "jpn": "ja", "kor": "ko", "lav": "lv", "lit": "lt", "nor": "no", "nob": "no",
    "fas": "fa", "per": "fa", "pol": "pl", "por": "pt", "ron": "ro", "rum": "ro", "rus": "ru", "srp": "sr", "slk": "sk",
    "slv": "sl", "spa": "es", "swe": "sv", "tha": "th", "tur": "tr", "ukr": "uk", "urd": "ur", "vie": "vi",
}  # fmt: skip


def code_of(name: str | None) -> str | None:
    """Return the ISO 639-1 code for a name or code of a language: `en-GB`, `eng` and `English` are `en`."""
    word = re.split(r"[-_ ]", (name or "").strip().lower())[0]
    if len(word) == 2 and word.isascii() and word.isalpha():
        return word
    return _NAMES.get(word) or _THREE.get(word)


def detected(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of a text, None if it is uncertain."""
    sample = _NOT_LETTERS.sub(" ", text[:_SAMPLE])
    if len(sample.replace(" ", "")) < _LETTERS:
        return None
    if (
        len(sample) > 4 * _PIECE
    ):  # nine texts of ten are told by a quarter, and where languages are mixed no piece is certain
        middle = (len(sample) - _PIECE) // 2
        pieces = sample[:_PIECE], sample[middle : middle + _PIECE], sample[-_PIECE:]
        language, probability = _identifier().classify(" ".join(pieces))
        if probability >= _CERTAIN:
            return str(language)
    language, probability = _identifier().classify(sample)
    return str(language) if probability >= _SURE else None


@lru_cache(maxsize=1)
def _identifier() -> "LanguageIdentifier":
    import numpy as np
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # creoles and dialects without a two-letter code would only lower the probability of the others
    identifier.set_languages(sorted({code for code in identifier.nb_classes if len(code) == 2}))
    identifier.nb_ptc = np.ascontiguousarray(identifier.nb_ptc)  # rows are read: by columns they take twice as long
    return identifier
