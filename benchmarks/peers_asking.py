"""From a question to ten passages, in archives of any size: Cuttings beside LlamaIndex, Haystack, txtai and LangChain.

    benchmarks/peers_asking.py FOLDER ...      archives made by benchmarks/large.py, the smallest first
    benchmarks/peers_asking.py FOLDER --only ours,langchain --questions 20
    benchmarks/peers_asking.py FOLDER --only vectors,vectors:0.5,txtai,txtai:64      at other recalls
    benchmarks/peers_asking.py FOLDER --keep DIR --rounds 3     in turns; the dump and txtai's index stay for other runs

All have the same texts and the same ready vectors, so nothing is encoded but the questions: by ours with its default model, by
the others with the same weights in fp32. Ours searches by words and by vectors and reads the archive on the disk; the others
search by vectors, in memory, in the store that `benchmarks/peers.py` fills. `vectors` is ours without the words. Each is a
process of its own and is asked warm, round by round in turns. A store that keeps every number as a Python object is not tried
where it would not fit into memory. What stands behind a colon says how far is looked: `vectors:0.5` into so many lists per square
root of their number (2 is the default), `txtai:64` into so many lists.

Recall is the share of the ten nearest passages, all compared, that is found: nearest to the question as the system encodes it.
"Without encoding" leaves out the time in which the question became a vector, where that can be told. txtai keeps no texts here,
which is its default, and gives numbers; to build its index of a million takes some ten minutes and 6 GB.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import peers

Ask = Callable[[str], Sequence[str]]


class Clock:
    """Seconds spent in blocks."""

    spent = 0.0

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.spent += time.perf_counter() - self._began


ENCODING = Clock()
OWN = ("ours", "vectors")
OBJECTS = {"llamaindex", "haystack"}
MOST_OBJECTS = 200_000
"""Passages; each takes some 12 KB there."""


def llamaindex(model: str, texts: Sequence[str], vectors: Any) -> Ask:  # noqa: ANN401
    """Ready nodes in a `VectorStoreIndex`."""
    from llama_index.core import VectorStoreIndex
    from llama_index.core.schema import TextNode
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    nodes = [TextNode(text=text, embedding=vector.tolist()) for text, vector in zip(texts, vectors, strict=True)]
    embedding = HuggingFaceEmbedding(model_name=model, device="cpu")
    retriever = VectorStoreIndex(nodes, embed_model=embedding).as_retriever(similarity_top_k=peers.TOP)
    return lambda question: [found.node.get_content() for found in retriever.retrieve(question)]


def haystack(model: str, texts: Sequence[str], vectors: Any) -> Ask:  # noqa: ANN401
    """Ready documents in an `InMemoryDocumentStore`."""
    from haystack import Document
    from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack.utils import ComponentDevice
    from haystack_integrations.components.embedders.sentence_transformers import SentenceTransformersTextEmbedder

    questions = SentenceTransformersTextEmbedder(
        model=model, device=ComponentDevice.from_str("cpu"), progress_bar=False
    )
    questions.warm_up()
    store = InMemoryDocumentStore()
    store.write_documents(
        [Document(content=text, embedding=vector.tolist()) for text, vector in zip(texts, vectors, strict=True)]
    )
    retriever = InMemoryEmbeddingRetriever(store, top_k=peers.TOP)

    def ask(question: str) -> list[str]:
        found = retriever.run(query_embedding=questions.run(question)["embedding"])["documents"]
        return [document.content for document in found]

    return ask


def txtai(model: str, texts: Sequence[str], vectors: Any, kept: Path, probes: int | None = None) -> Ask:  # noqa: ANN401
    """An `Embeddings` index of vectors, which its kind of model for vectors from elsewhere takes as they are."""
    from sentence_transformers import SentenceTransformer
    from txtai import Embeddings

    loaded = SentenceTransformer(model, device="cpu")

    def transform(wanted: Sequence[str]) -> Any:  # noqa: ANN401
        with ENCODING:
            return loaded.encode(wanted)

    settings: dict[str, Any] = {
        "method": "external",
        "transform": transform,
        "faiss": {"nprobe": probes} if probes else {},
    }
    embeddings = Embeddings(gpu=False, **settings)
    if kept.exists():
        embeddings.load(str(kept), config=settings)
    else:
        embeddings.index(vectors)
        embeddings.save(str(kept))
    return lambda question: [texts[number] for number, _ in embeddings.search(question, peers.TOP)]


def langchain(model: str, texts: Sequence[str], vectors: Any) -> Ask:  # noqa: ANN401
    """The FAISS store."""
    from langchain_community.vectorstores import FAISS
    from langchain_huggingface import HuggingFaceEmbeddings

    embedding = HuggingFaceEmbeddings(model_name=model, model_kwargs={"device": "cpu"})
    retriever = FAISS.from_embeddings(zip(texts, vectors, strict=True), embedding).as_retriever(
        search_kwargs={"k": peers.TOP}
    )
    return lambda question: [document.page_content for document in retriever.invoke(question)]


SYSTEMS = {"llamaindex": llamaindex, "haystack": haystack, "txtai": txtai, "langchain": langchain}


def of_archive(folder: Path, kind: str, probes: float | None) -> Ask:
    """Both searches of ours in the archive as it is on the disk, or the one by vectors alone."""
    sys.path.insert(0, str(peers.ROOT))
    from corpus.catalogue.paths import ArchivePaths
    from corpus.filters import Filters
    from embeddings.index.backend import BACKENDS, IVF
    from embeddings.index.ivf import IvfBackend, IvfOptions
    from embeddings.models.pipeline import load_encoder
    from embeddings.models.registry import DEFAULT_ENCODER, find_model
    from qa.answering.retrieve import RetrieveOptions, retrieve
    from qa.service.service import CuttingsService

    if probes:
        BACKENDS[IVF] = lambda: IvfBackend(IvfOptions(probes=probes))
    encoder = load_encoder(find_model(DEFAULT_ENCODER))
    service = CuttingsService(ArchivePaths(folder))

    class Encoding:
        """The default encoder under the name of the one that the archive was made with: its vectors are drawn."""

        key = service.status().model or encoder.key

        @staticmethod
        def encode_question(question: str) -> Any:  # noqa: ANN401
            with ENCODING:
                return encoder.encode_question(question)

    asking: Any = Encoding

    def by_both(question: str) -> list[str]:
        with service._archives.state() as state:  # noqa: SLF001 -- what an answer asks
            assert state is not None  # noqa: S101
            found = retrieve([question], state.retrieval, asking, Filters(), RetrieveOptions())[: peers.TOP]
            return [candidate.passage.text for candidate in found]

    def by_vectors(question: str) -> list[str]:
        with service._archives.state() as state:  # noqa: SLF001 -- what an answer asks
            assert state is not None  # noqa: S101
            found = state.retrieval.dense(asking.key, asking.encode_question(question), peers.TOP, Filters())
            passages = state.retrieval.passages(number for number, _ in found)
            return [passages[number].text for number, _ in found]

    return by_both if kind == "ours" else by_vectors


def work(name: str) -> None:
    """Measure one system: JSON with `folder`, `dump`, `model` and `questions` in, JSON with seconds, MB and milliseconds out."""
    given = json.load(sys.stdin)
    began = time.perf_counter()
    kind, _, far = name.partition(":")
    if kind in OWN:
        ask = of_archive(Path(given["folder"]), kind, float(far) if far else None)
    else:
        import numpy as np

        dump = Path(given["dump"])
        texts = json.loads((dump / "texts.json").read_text("utf-8"))
        more: dict[str, Any] = {"probes": int(far)} if far else {}
        if kind == "txtai":
            more["kept"] = dump / f"txtai-{len(texts)}"
        build: Callable[..., Ask] = SYSTEMS[kind]
        ask = build(given["model"], texts, np.load(dump / "vectors.npy", mmap_mode="r"), **more)
    built = time.perf_counter() - began
    for question in given["questions"][:3]:
        ask(question)
    took, searching, found = [], [], []
    for question in given["questions"]:
        started, encoding = time.perf_counter(), ENCODING.spent
        found.append(list(ask(question)))
        took.append((time.perf_counter() - started) * 1000)
        searching.append(took[-1] - (ENCODING.spent - encoding) * 1000)
    if not ENCODING.spent:
        searching = []
    status = Path("/proc/self/status").read_text("utf-8")
    memory = int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024
    print("\n" + json.dumps({"built": built, "memory": memory, "ms": took, "searching": searching, "found": found}))


def dumped(folder: Path, target: Path) -> int:
    """Write the texts and the vectors of an archive for the others; return how many there are."""
    sys.path.insert(0, str(peers.ROOT))
    import numpy as np

    from corpus.article import text_hash
    from corpus.catalogue.catalogue import Catalogue
    from corpus.catalogue.paths import ArchivePaths
    from embeddings.cache import EmbeddingCache

    paths = ArchivePaths(folder)
    with (
        closing(Catalogue(paths.catalogue)) as catalogue,
        closing(EmbeddingCache(paths.embedding_cache, read_only=True)) as kept,
        catalogue.snapshot() as snapshot,
    ):
        model = snapshot.setting("model") or ""
        texts = [text for _, _, text in snapshot.indexed_texts()]
        vectors = np.zeros((len(texts), 384), dtype=np.float32)
        for start in range(0, len(texts), 5_000):
            hashes = [text_hash(text) for text in texts[start : start + 5_000]]
            found = kept.get(model, hashes)
            vectors[start : start + len(hashes)] = [found[one] for one in hashes]
    (target / "texts.json").write_text(json.dumps(texts), "utf-8")
    np.save(target / "vectors.npy", vectors)
    return len(texts)


def nearest(dump: Path, asked: Sequence[str], model: str) -> list[set[str]]:
    """Return the texts of the ten passages nearest to each question, all compared."""
    import numpy as np

    from embeddings.models.pipeline import load_encoder
    from embeddings.models.registry import find_model

    texts = json.loads((dump / "texts.json").read_text("utf-8"))
    vectors = np.load(dump / "vectors.npy", mmap_mode="r")
    encoder = load_encoder(find_model(model))
    questions = np.stack([encoder.encode_question(question) for question in asked])
    scores = np.concatenate([vectors[at : at + 50_000] @ questions.T for at in range(0, len(vectors), 50_000)])
    best = np.argpartition(-scores, peers.TOP, axis=0)[: peers.TOP]
    return [{texts[number] for number in column} for column in best.T]


def main() -> None:
    """Print a table, a line a system and archive."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--only", type=lambda names: names.split(","), default=[*OWN, *SYSTEMS])
    parser.add_argument("--questions", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument(
        "--keep", type=Path, default=None, help="where what the others read stays; else a temporary folder"
    )
    parser.add_argument("--folder", type=Path, default=None, help="the peers' environment; else in the user's cache")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.worker:
        work(asked.worker)
        return
    from platformdirs import user_cache_path

    environment = asked.folder or user_cache_path("cuttings-peers")
    wrong = peers.installed(environment, [name.partition(":")[0] for name in asked.only])
    print(
        "| passages | | ready after, s | memory, MB | p50, ms | p95, ms | without encoding, p50 | recall@10 | first ÷ it, p50 |"
    )
    print("|---:|---|---:|---:|---:|---:|---:|---:|---:|")
    for folder in asked.folders:
        with tempfile.TemporaryDirectory() as temporary:
            dump = asked.keep / folder.name if asked.keep else Path(temporary)
            _measure(folder, dump, asked, environment, wrong)


def _measure(folder: Path, dump: Path, asked: argparse.Namespace, environment: Path, wrong: dict[str, str]) -> None:
    """Print the lines of an archive."""
    import numpy as np

    from embeddings.models.registry import DEFAULT_ENCODER

    if not (dump / "vectors.npy").exists():
        dump.mkdir(parents=True, exist_ok=True)
        dumped(folder, dump)
    count = len(np.load(dump / "vectors.npy", mmap_mode="r"))
    questions = peers.questions(asked.questions)
    given = {"folder": str(folder), "dump": str(dump), "questions": questions}
    models = {True: DEFAULT_ENCODER, False: peers.REFERENCE}
    wanted = {own: nearest(dump, questions, model) for own, model in models.items()}
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in asked.only}
    failed: dict[str, str] = {}
    for number in range(asked.rounds):
        for name in asked.only if number % 2 == 0 else reversed(asked.only):
            row = failed.get(name) or wrong.get(name.partition(":")[0]) or _row(name, count, environment, given)
            if isinstance(row, str):
                failed[name] = row
            else:
                rows[name].append(row)
    base = None
    for name, rounds in rows.items():
        if name in failed:
            print(f"| {count:,} | {name} | {failed[name]} | | | | | | |", flush=True)
            continue
        times = sorted(ms for row in rounds for ms in row["ms"])
        searching = [ms for row in rounds for ms in row["searching"]]
        half = statistics.median(times)
        base = base or half
        kind = name.partition(":")[0]
        pairs = zip(rounds[0]["found"], wanted[kind in OWN], strict=True)
        recall = statistics.mean(len(best.intersection(found)) / len(best) for found, best in pairs)
        built, memory = (statistics.median(row[what] for row in rounds) for what in ("built", "memory"))
        cells = [
            *(f"{count:,}", name, f"{built:.1f}", f"{memory:.0f}"),
            *(f"{half:.1f}", f"{times[int(0.95 * (len(times) - 1))]:.1f}"),
            f"{statistics.median(searching):.1f}" if searching else "",
            "" if kind == "ours" else f"{recall:.3f}",  # it looks for words, too
            f"{base / half:.2f}",
        ]
        print(f"| {' | '.join(cells)} |", flush=True)


def _row(name: str, count: int, environment: Path, given: dict[str, Any]) -> dict[str, Any] | str:
    from embeddings.models.registry import find_model
    from embeddings.models.weights import weights_folder

    if name in OBJECTS and count > MOST_OBJECTS:
        return "not tried: it would need some 12 GB"
    python = sys.executable if name.partition(":")[0] in OWN else str(environment / "bin/python")
    model = str(weights_folder(find_model(peers.REFERENCE)))
    return peers.measured(
        [python, "-W", "ignore", str(Path(__file__).resolve()), "--worker", name], {**given, "model": model}
    )


if __name__ == "__main__":
    main()
