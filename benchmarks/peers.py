"""Cuttings beside LlamaIndex, Haystack (twice), txtai and LangChain: the same weights, ready passages, the same questions.

    benchmarks/peers.py                               600 passages, 3 rounds: about 20 minutes, and an install the first time
    benchmarks/peers.py --only ours,langchain --passages 200 --rounds 1
    benchmarks/peers.py --folder DIR                  where their environment is made; else in the user's cache

The peers get a virtual environment of their own. Each run is a process of its own, and rounds take turns. Ingest is from
texts in memory to a store that can be asked, model loaded and warm: what each does by default with an embedding model and its
in-memory store (LangChain: FAISS). Ours is `add_drafts`: splitting, both indexes on the disk, stories, names, quotations. A
question is from its text to the ten passages; `answer` is all that ours does with one: both searches, cross-encoder, quotes,
refusal. `hybrid` is Haystack with both searches and the same cross-encoder; its answer is the ten passages as that orders them.

Passages are runs of whole sentences, 90 to 120 words, of ../shared/eval, else of the sample and of the made articles of the
tests, some 200. A peer that cannot be had is said to be missing.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
EVAL = ROOT.parent / "shared/eval"
SAMPLE = ROOT / "corpus/sample/cuttings-sample.txt"
STORIES = ROOT / "tests/data/stories/articles.json"
REFERENCE = "all-MiniLM-L6-v2"
COMMON = ("torch==2.13.0", "sentence-transformers==6.2.0", "transformers==5.23.0", "faiss-cpu==1.15.1")
PACKAGES = {
    "llamaindex": ("llama-index-core==0.14.25", "llama-index-embeddings-huggingface==0.8.0"),
    "haystack": ("haystack-ai==3.4.0", "sentence-transformers-haystack==2.0.0"),
    "hybrid": ("haystack-ai==3.4.0", "sentence-transformers-haystack==2.0.0", "onnxruntime==1.32.0"),
    "txtai": ("txtai==9.14.0",),
    "langchain": ("langchain==1.4.7", "langchain-huggingface==1.2.3", "langchain-community==0.4.2"),
}
TOP = 10
DEPTH, JUDGED = 50, 10
"""Results of each search, and how many are judged, where there are several: as ours has them."""
WORDS = (90, 120)
WARM = [f"Ferry {number} struck the pier on Friday, the coast guard said." for number in range(4)]

Ask = Callable[[str], Sequence[str]]
Ingest = Callable[[Sequence[str]], tuple[Ask, ...]]
"""From passages to what finds passages and, where there is one, what answers."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Folders of weights.

    Attributes:
        encoder: in sentence-transformers layout, fp32.
        reranker: `model.onnx` and its tokenizer, int8.
    """

    encoder: str
    reranker: str


def llamaindex(weights: Weights) -> Ingest:
    """A `VectorStoreIndex` of ready nodes in its default store, asked through its retriever."""
    from llama_index.core import VectorStoreIndex
    from llama_index.core.schema import TextNode
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    embedding = HuggingFaceEmbedding(model_name=weights.encoder, device="cpu")

    def ingest(texts: Sequence[str]) -> tuple[Ask, ...]:
        index = VectorStoreIndex([TextNode(text=text) for text in texts], embed_model=embedding)
        retriever = index.as_retriever(similarity_top_k=TOP)
        return (lambda question: [found.node.get_content() for found in retriever.retrieve(question)],)

    return ingest


def _haystack(weights: Weights) -> tuple[Callable[[Sequence[str]], Any], Callable[[str], Any]]:
    """Return what puts passages into an `InMemoryDocumentStore`, and what encodes a question."""
    from haystack import Document
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack.utils import ComponentDevice
    from haystack_integrations.components.embedders.sentence_transformers import (
        SentenceTransformersDocumentEmbedder,
        SentenceTransformersTextEmbedder,
    )

    where = ComponentDevice.from_str("cpu")
    passages = SentenceTransformersDocumentEmbedder(model=weights.encoder, device=where, progress_bar=False)
    questions = SentenceTransformersTextEmbedder(model=weights.encoder, device=where, progress_bar=False)
    for embedder in (passages, questions):
        embedder.warm_up()

    def stored(texts: Sequence[str]) -> InMemoryDocumentStore:
        store = InMemoryDocumentStore()
        store.write_documents(passages.run([Document(content=text) for text in texts])["documents"])
        return store

    return stored, lambda question: questions.run(question)["embedding"]


def haystack(weights: Weights) -> Ingest:
    """Documents through the sentence-transformers embedder, found by vectors."""
    from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever

    stored, encoded = _haystack(weights)

    def ingest(texts: Sequence[str]) -> tuple[Ask, ...]:
        retriever = InMemoryEmbeddingRetriever(stored(texts), top_k=TOP)

        def ask(question: str) -> list[str]:
            return [document.content for document in retriever.run(query_embedding=encoded(question))["documents"]]

        return (ask,)

    return ingest


def hybrid(weights: Weights) -> Ingest:
    """Haystack by words and by vectors, joined by rank, then judged by our cross-encoder, as many passages as ours judges."""
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever

    stored, encoded = _haystack(weights)
    judge = _cross_encoder(Path(weights.reranker))

    def ingest(texts: Sequence[str]) -> tuple[Ask, ...]:
        store = stored(texts)
        words = InMemoryBM25Retriever(store, top_k=DEPTH)
        vectors = InMemoryEmbeddingRetriever(store, top_k=DEPTH)
        joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=JUDGED)

        def find(question: str) -> list[str]:
            by_vectors = vectors.run(query_embedding=encoded(question))["documents"]
            joined = joiner.run([words.run(question)["documents"], by_vectors])["documents"]
            return [document.content for document in joined]

        def answer(question: str) -> list[str]:
            found = find(question)
            scores = judge(question, found)
            return [text for _, text in sorted(zip(scores, found, strict=True), reverse=True)][:TOP]

        return lambda question: find(question)[:TOP], answer

    return ingest


def _cross_encoder(folder: Path) -> Callable[[str, Sequence[str]], list[float]]:
    """Return what judges texts in one batch: Haystack's ranker needs sentence-transformers, whose release 6 runs no ONNX file."""
    import numpy as np
    import onnxruntime
    from tokenizers import Tokenizer

    session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(512)
    tokenizer.enable_padding()
    names = [given.name for given in session.get_inputs()]

    def judge(question: str, texts: Sequence[str]) -> list[float]:
        read = tokenizer.encode_batch([(question, text) for text in texts])
        columns = {
            "input_ids": [one.ids for one in read],
            "attention_mask": [one.attention_mask for one in read],
            "token_type_ids": [one.type_ids for one in read],
        }
        given = {name: np.array(columns[name], dtype=np.int64) for name in names}
        scores: list[float] = session.run(None, given)[0][:, 0].tolist()
        return scores

    return judge


def txtai(weights: Weights) -> Ingest:
    """An `Embeddings` index that keeps its texts."""
    from txtai import Embeddings

    embeddings = Embeddings(path=weights.encoder, content=True, gpu=False)

    def ingest(texts: Sequence[str]) -> tuple[Ask, ...]:
        embeddings.index(list(texts))
        return (lambda question: [found["text"] for found in embeddings.search(question, TOP)],)

    return ingest


def langchain(weights: Weights) -> Ingest:
    """`HuggingFaceEmbeddings` into the FAISS store, asked through its retriever."""
    from langchain_community.vectorstores import FAISS
    from langchain_huggingface import HuggingFaceEmbeddings

    embedding = HuggingFaceEmbeddings(model_name=weights.encoder, model_kwargs={"device": "cpu"})

    def ingest(texts: Sequence[str]) -> tuple[Ask, ...]:
        retriever = FAISS.from_texts(list(texts), embedding).as_retriever(search_kwargs={"k": TOP})
        return (lambda question: [document.page_content for document in retriever.invoke(question)],)

    return ingest


def ours(_: Weights) -> Ingest:
    """`CuttingsService.add_drafts` into an archive on the disk; asked by `retrieve`, and by `ask`."""
    sys.path.insert(0, str(ROOT))
    from corpus.article import ArticleDraft
    from corpus.catalogue.paths import ArchivePaths
    from corpus.filters import Filters
    from embeddings.models.pipeline import load_encoder
    from embeddings.models.registry import DEFAULT_ENCODER, find_model
    from qa.answering.retrieve import RetrieveOptions, retrieve
    from qa.service.service import CuttingsService

    folder = tempfile.TemporaryDirectory()
    encoder = load_encoder(find_model(DEFAULT_ENCODER))
    service = CuttingsService(ArchivePaths(Path(folder.name) / "archive"))
    service.warm()

    def ingest(texts: Sequence[str]) -> tuple[Ask, ...]:
        service.maintenance.add_drafts([ArticleDraft(title=text[:60], text=text) for text in texts])

        def find(question: str) -> list[str]:
            with service._archives.state() as state:  # noqa: SLF001 -- what an answer asks
                assert state is not None  # noqa: S101
                found = retrieve([question], state.retrieval, encoder, Filters(), RetrieveOptions())[:TOP]
                return [candidate.passage.text for candidate in found]

        return find, lambda question: [quote.text for quote in service.ask_with_context(question).answer.quotes]

    return ingest


SYSTEMS: dict[str, Callable[[Weights], Ingest]] = {
    "ours": ours,
    "llamaindex": llamaindex,
    "haystack": haystack,
    "hybrid": hybrid,
    "txtai": txtai,
    "langchain": langchain,
}


def work(name: str) -> None:
    """Measure one system once: JSON with `weights`, `texts`, `questions` in, JSON with rates and milliseconds out."""
    given = json.load(sys.stdin)
    ingest = SYSTEMS[name](Weights(**given["weights"]))
    ingest(WARM)
    wall, processor = time.perf_counter(), time.process_time()
    asks = ingest(given["texts"])
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    count = len(given["texts"])
    report: dict[str, Any] = {"ingest": count / wall, "by_processor": count / processor, "questions": []}
    for ask in asks:
        ask(given["questions"][0])
        took, found = [], 0
        for question in given["questions"]:
            started = time.perf_counter()
            found += len(ask(question))
            took.append((time.perf_counter() - started) * 1000)
        report["questions"].append({"ms": took, "found": found})
    print("\n" + json.dumps(report))


def installed(folder: Path, names: Sequence[str]) -> dict[str, str]:
    """Make the peers' environment where it is missing; return what went wrong with whom."""
    python = folder / "bin/python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    wrong: dict[str, str] = {}
    for name, packages in PACKAGES.items():
        done = folder / f"{name}.installed"
        wanted = " ".join((*COMMON, *packages))
        if name not in names or (done.exists() and done.read_text("utf-8") == wanted):
            continue
        command = [python, "-m", "pip", "install", "--quiet", *COMMON, *packages]
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        if made.returncode:
            wrong[name] = "cannot be installed: " + (made.stderr.strip().splitlines() or ["?"])[-1][:80]
        else:
            done.write_text(wanted, "utf-8")
    return wrong


def ready_passages(count: int) -> list[str]:
    """Return different texts of whole sentences, 100 to 120 words each."""
    sys.path.insert(0, str(ROOT))
    found: dict[str, None] = {}
    for text in _articles():
        for passage in _runs(text):
            found[passage] = None
            if len(found) == count:
                return list(found)
    return list(found)


def _articles() -> Iterator[str]:
    from corpus.readers.ingest import read_files

    for path in sorted(EVAL.glob("*/articles.jsonl"), reverse=True):
        yield from (json.loads(line)["text"] for line in path.read_text("utf-8").splitlines())
    # short articles: as one text they give runs of whole sentences, some over the end of an article
    made = [row["text"] for row in json.loads(STORIES.read_text("utf-8"))]
    yield " ".join([*(draft.text for read in read_files([SAMPLE]) for draft in read.drafts), *made])


def _runs(text: str) -> Iterator[str]:
    from corpus.text.sentences import sentence_spans

    words: list[str] = []
    for start, end in sentence_spans(text):
        sentence = text[start:end].split()
        words = [*words, *sentence] if len(words) + len(sentence) <= WORDS[1] else sentence
        if len(words) >= WORDS[0]:
            if len(words) <= WORDS[1] and sum(map(len, words)) < 900:  # else it may be more tokens than a model reads
                yield " ".join(words)
            words = []


def questions(count: int) -> list[str]:
    """Return real questions of ../shared/eval, else those about the sample."""
    real = EVAL / "xquad/questions.jsonl"
    rows = (real if real.is_file() else ROOT / "benchmarks/sample/questions.jsonl").read_text("utf-8").splitlines()
    return [json.loads(row)["question"] for row in rows[:: max(1, len(rows) // count)][:count]]


def main() -> None:
    """Print a table, a line a system."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", type=lambda names: names.split(","), default=list(SYSTEMS))
    parser.add_argument("--passages", type=int, default=600)
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--worker", choices=list(SYSTEMS), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.worker:
        work(asked.worker)
        return
    from platformdirs import user_cache_path

    sys.path.insert(0, str(ROOT))
    from embeddings.models.registry import DEFAULT_RERANKER, find_model
    from embeddings.models.weights import weights_folder

    folder = asked.folder or user_cache_path("cuttings-peers")
    wrong = installed(folder, asked.only)
    given = {
        "weights": asdict(Weights(*(str(weights_folder(find_model(name))) for name in (REFERENCE, DEFAULT_RERANKER)))),
        "texts": ready_passages(asked.passages),
        "questions": questions(asked.questions),
    }
    reports: dict[str, list[dict[str, Any]]] = {name: [] for name in asked.only}
    for number in range(asked.rounds):
        for name in asked.only if number % 2 == 0 else reversed(asked.only):
            if name in wrong:
                continue
            python = sys.executable if name == "ours" else str(folder / "bin/python")
            outcome = measured([python, "-W", "ignore", str(Path(__file__).resolve()), "--worker", name], given)
            if isinstance(outcome, str):
                wrong[name] = outcome
            else:
                reports[name].append(outcome)
                asks = ", ".join(f"{statistics.median(one['ms']):.1f}" for one in outcome["questions"])
                rates = f"{outcome['ingest']:.1f} passages/s, {outcome['by_processor']:.1f} a processor second"
                # a run that is ended before its last round has told what it has found
                print(f"round {number + 1}, {name}: {rates}; question p50, ms: {asks}", file=sys.stderr, flush=True)
    sizes = f"{len(given['texts'])} passages, {len(given['questions'])} questions, {asked.rounds} rounds"
    print(f"{sizes}, load {os.getloadavg()[0]:.1f}\n")
    _tell(reports, wrong)


def measured(command: Sequence[str], given: dict[str, Any]) -> dict[str, Any] | str:
    """Return what a worker told in its last line, or what went wrong."""
    forced = {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"}  # a kernel chosen by hand is nobody's default
    environment = {key: value for key, value in os.environ.items() if key not in forced}
    environment |= {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "true", "HAYSTACK_TELEMETRY_ENABLED": "False"}
    run = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=False, env=environment)
    if run.returncode:
        return "fails: " + (run.stderr.strip().splitlines() or ["?"])[-1][:100]
    report: dict[str, Any] = json.loads(run.stdout.strip().splitlines()[-1])
    return report


def _tell(reports: dict[str, list[dict[str, Any]]], wrong: dict[str, str]) -> None:
    print(
        "| | ingest, passages/s | ours ÷ it | a processor second | ours ÷ it | question p50, ms | p95, ms | ours ÷ it |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    own = reports.get("ours", [])
    for name, rounds in reports.items():
        if name in wrong:
            print(f"| {name} | {wrong[name]} | | | | | | |")
            continue
        for at, kind in enumerate(("retrieve", "answer")[: len(rounds[0]["questions"])]):
            ingest, processor, half, most = figures = _figures(rounds, at)
            base = _figures(own, at) if own else figures
            ratios = [f"{mine / theirs:.2f}" for mine, theirs in zip(base, figures, strict=True)]
            label = name if name == "ours" else f"{name} {_version(name)}"
            label += f", {kind}" if len(rounds[0]["questions"]) > 1 else ""
            ingests = f"{ingest:.1f} | {ratios[0]} | {processor:.1f} | {ratios[1]}"
            print(f"| {label} | {ingests} | {half:.1f} | {most:.1f} | {ratios[2]} |")


def _figures(rounds: Sequence[dict[str, Any]], at: int) -> tuple[float, float, float, float]:
    took = sorted(ms for one in rounds for ms in one["questions"][at]["ms"])
    ingest = statistics.median(one["ingest"] for one in rounds)
    processor = statistics.median(one["by_processor"] for one in rounds)
    return ingest, processor, statistics.median(took), took[int(0.95 * (len(took) - 1))]


def _version(name: str) -> str:
    return PACKAGES[name][0].partition("==")[2]


if __name__ == "__main__":
    main()
