"""Named ways of answering, to be measured against each other."""

from dataclasses import replace

from corpus.errors import CuttingsError
from qa.retrieve import RetrieveOptions
from qa.settings import Settings

DEFAULT = Settings()

CONFIGURATIONS: dict[str, Settings] = {
    "default": DEFAULT,
    "words-only": replace(DEFAULT, retrieve=RetrieveOptions(dense_weight=0.0)),
    "vectors-only": replace(DEFAULT, retrieve=RetrieveOptions(lexical_weight=0.0)),
}


def configuration(name: str, model: str | None = None) -> Settings:
    """Return the settings of that name, with another encoder where one is named.

    Raises:
        CuttingsError: there is none of that name.
    """
    if name not in CONFIGURATIONS:
        raise CuttingsError(f"{name}: no such configuration; known are {', '.join(CONFIGURATIONS)}")
    return replace(CONFIGURATIONS[name], model=model)
