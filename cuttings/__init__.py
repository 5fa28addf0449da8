"""Cuttings as it is installed: `from cuttings import Archive, Filters, errors`.

PyPI has other packages called `corpus` and `embeddings`. So a wheel has ours in a folder of its own next to this file, `_app`,
and importing `cuttings` puts that folder first on the path of this process. The processes that read files are given the same
folder (`corpus.readers.sandbox.process`). In a checkout the packages are where they are, next to this one. Nothing here imports
what is slow to load.
"""

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa import *  # noqa: F403 (mypy reads which names these are from `qa`)

_BELOW = Path(__file__).resolve().parent / "_app"
HOME = str(_BELOW if _BELOW.is_dir() else _BELOW.parents[1])
"""The folder that has our packages."""


def _prefer_ours() -> None:
    """Put our packages first on the path.

    Raises:
        ImportError: this process uses another package of the name of one of ours, which Python would go on using.
    """
    for name in ("corpus", "embeddings", "qa"):
        loaded = sys.modules.get(name)
        where = getattr(loaded, "__file__", None)
        if loaded is not None and Path(where or "none").resolve().parent.parent != Path(HOME):
            raise ImportError(
                f"Cuttings has a package called {name!r}, and this program has imported another "
                f"of that name ({where or 'a folder'}). "
                "Use Cuttings in a process of its own: the command `cuttings` with --json, or its HTTP interface."
            )
    if sys.path[:1] != [HOME]:
        sys.path.insert(0, HOME)


_prefer_ours()
__all__ = import_module("qa").__all__


def __getattr__(name: str) -> Any:  # noqa: ANN401 (where it is installed, mypy finds no `qa` and takes the names from here)
    return getattr(import_module("qa"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
