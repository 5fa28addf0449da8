"""Checks of an untrusted model folder: only known layers, weights as safetensors, and no code.

A folder in sentence-transformers layout names the class of each of its modules, and those load more files. That is checked here
before the library reads the folder. The libraries run code that `config.json` names (auto_map) only if that is enabled.
"""

import json
import re
from pathlib import Path

from corpus.errors import ModelError

_PARTS = re.compile(r"sentence_transformers(\.\w+)*\.(Transformer|Pooling|Normalize|Dense|LayerNorm|Dropout)")
_WITH_WEIGHTS = ("Dense", "LayerNorm")
_LARGEST = 1 << 24


def refuse_code(folder: Path) -> None:
    """Make sure that loading `folder` runs no code of its own, unpickles nothing and reads nothing outside.

    Raises:
        ModelError: it would do one of these.
    """
    for part, place in _parts(folder):
        if not _PARTS.fullmatch(part):
            raise ModelError(f"{folder}: modules.json asks for {part}; code that comes with a model is never run")
        if not (folder / place).resolve().is_relative_to(folder.resolve()):
            raise ModelError(f"{folder}: modules.json leads out of the folder, to {place}")
        if part.endswith(_WITH_WEIGHTS) and not (folder / place / "model.safetensors").is_file():
            raise ModelError(f"{folder}: {place} has no model.safetensors; weights of another kind are never loaded")


def _parts(folder: Path) -> list[tuple[str, str]]:
    """Return class and path of each module of a model; none if the folder does not list them."""
    path = folder / "modules.json"
    if not path.exists():
        return []
    parts = _json(path)
    if not isinstance(parts, list):
        raise ModelError(f"{path}: is no list of the parts of a model")
    return [(_field(path, part, "type"), _field(path, part, "path")) for part in parts]


def _field(path: Path, part: object, name: str) -> str:
    value = part.get(name) if isinstance(part, dict) else None
    if not isinstance(value, str):
        raise ModelError(f"{path}: a part of the model has no {name}")
    return value


def _json(path: Path) -> object:
    if path.stat().st_size > _LARGEST:
        raise ModelError(f"{path}: is larger than any such file is")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path}: is no JSON ({error})") from error
