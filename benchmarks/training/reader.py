"""Trains the reader that ships with the project, on the CPU of an ordinary machine.

    python -m benchmarks.training.reader DATA… --work FOLDER --out reader.onnx [--epochs 2] [--seed 1]

DATA are files in SQuAD's format. `docs/reader.md` has which ones the weights of the project were trained on, their licence, and
the figures. The states of the reranker's lower layers are computed once (about a quarter of an hour for 55,000 pairs) and kept in
FOLDER, where the next run finds them. The order of all that is random comes from the seed.
"""

import argparse
import hashlib
import json
import math
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from benchmarks.training.examples import Pair, pairs
from benchmarks.training.network import ALL_LAYERS, ReaderNetwork, load_reranker_layers, to_onnx
from benchmarks.training.states import DIMENSIONS, Labels, States, compute, tokenizer_of
from embeddings.models.reading import Reading
from embeddings.models.registry import DEFAULT_RERANKER, MODELS
from embeddings.models.weights import weights_folder
from qa.evaluation.measures import auroc


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingOptions:
    """How the reader is trained.

    Attributes:
        layers: of its own, above the reranker's first 12 less these.
        held_out: share of the documents that figures are computed on and no weight.
        answers_at_all: weight of the loss of "is there an answer" beside those of start and end.
    """

    layers: int = 4
    max_tokens: int = 288
    epochs: float = 2.0
    batch: int = 24
    rate: float = 2e-4
    head_rate: float = 1e-3
    warm_up: float = 0.06
    decay: float = 0.01
    held_out: float = 0.04
    answers_at_all: float = 0.5
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs of about one length; `starts`, `ends` and `allowed` are True per token."""

    states: Tensor
    mask: Tensor
    allowed: Tensor
    starts: Tensor
    ends: Tensor
    answered: Tensor


def batch_of(states: States, at: Sequence[int]) -> Batch:
    """Return the pairs at these positions, padded to the longest."""
    labels = [states.labels[one] for one in at]
    longest = max(label.tokens for label in labels)
    rows = np.zeros((len(at), longest, DIMENSIONS), np.float32)
    flags = np.zeros((4, len(at), longest), bool)
    for row, (one, label) in enumerate(zip(at, labels, strict=True)):
        rows[row, : label.tokens] = states.of(one)
        flags[0, row, : label.tokens] = True
        flags[1, row, 0] = True
        flags[1, row, label.first : label.tokens - 1] = True
        for first, last in label.spans or ((0, 0),):
            flags[2, row, first] = flags[3, row, last] = True
    answered = torch.tensor([float(bool(label.spans)) for label in labels])
    return Batch(torch.from_numpy(rows), *(torch.from_numpy(flag) for flag in flags), answered)


def loss_of(logits: Tensor, batch: Batch, options: TrainingOptions) -> Tensor:
    """Return the loss: start and end among the allowed tokens, of which the first says "no answer", and the first's own logit."""
    total = torch.zeros(())
    for channel, right in ((0, batch.starts), (1, batch.ends)):
        scores = logits[:, :, channel].masked_fill(~batch.allowed, -1e4)
        total = total + (scores.logsumexp(1) - scores.masked_fill(~right, -1e4).logsumexp(1)).mean()
    whether = torch.nn.functional.binary_cross_entropy_with_logits(logits[:, 0, 2], batch.answered)
    return total / 2 + options.answers_at_all * whether


def batches(states: States, at: NDArray[np.int64], size: int, seed: int) -> Iterator[list[int]]:
    """Yield positions in a random order in which those of a batch have about one length."""
    chance = np.random.default_rng(seed)
    order = chance.permutation(at)
    for start in range(0, len(order), size * 64):
        some = sorted(order[start : start + size * 64].tolist(), key=lambda one: states.labels[one].tokens)
        lots = [some[first : first + size] for first in range(0, len(some), size)]
        for lot in chance.permutation(len(lots)):
            yield lots[lot]


def figures(network: ReaderNetwork, states: States, made: Sequence[Pair], at: Sequence[int]) -> str:
    """Return the figures on pairs that no weight was trained on."""
    network.eval()
    found = defaultdict(list)
    spans = []
    with torch.no_grad():
        for start in range(0, len(at), 32):
            some = list(at[start : start + 32])
            batch = batch_of(states, some)
            logits = network(batch.states, batch.mask)
            for row, position in enumerate(some):
                label = states.labels[position]
                gain, span = _reading(logits[row], label).best((label.first, label.tokens)) or (-np.inf, (0, 0))
                found[made[position].kind].append((gain, float(logits[row, 0, 2])))
                if made[position].kind == "answer":
                    spans.append(max((_f1((span[0], span[1] - 1), right) for right in label.spans), default=0.0))
    network.train()
    right = np.array(found.pop("answer"))
    parts = [f"span F1 {np.mean(spans):.3f}"]
    for kind, rows in sorted(found.items()):
        wrong = np.array(rows)
        parts.append(f"{kind} ({len(wrong)}) " + " ".join(f"{_auroc(right[:, c], wrong[:, c]):.3f}" for c in (0, 1)))
    everything = np.concatenate([np.array(rows) for rows in found.values()])
    parts.append("all " + " ".join(f"{_auroc(right[:, c], everything[:, c]):.3f}" for c in (0, 1)))
    return "; ".join(parts)


def _f1(found: tuple[int, int], right: tuple[int, int]) -> float:
    common = min(found[1], right[1]) - max(found[0], right[0]) + 1
    return 2 * common / (found[1] - found[0] + right[1] - right[0] + 2) if common > 0 else 0.0


def _reading(logits: Tensor, label: Labels) -> Reading:
    """Return what the product makes of these logits; the span of a token is its position."""
    text = slice(label.first, label.tokens - 1)
    starts, ends, answers = logits.numpy().T
    return Reading(
        answers=float(answers[0]),
        none=float(starts[0] + ends[0]),
        spans=tuple((at, at + 1) for at in range(label.first, label.tokens - 1)),
        starts=starts[text],
        ends=ends[text],
    )


def _auroc(right: NDArray[np.float64], wrong: NDArray[np.float64]) -> float:
    return auroc(np.arange(len(right) + len(wrong)) < len(right), np.concatenate([right, wrong]))


def train(states: States, made: Sequence[Pair], weights: Path, options: TrainingOptions, keep: Path) -> ReaderNetwork:
    """Train, print figures now and then, and keep the weights after each tenth of the steps."""
    torch.manual_seed(options.seed)
    network = ReaderNetwork(options.layers)
    load_reranker_layers(network, weights)
    out = [at for at, pair in enumerate(made) if _is_held_out(pair.group, options)]
    inside = np.array(sorted(set(range(len(made))) - set(out)))
    steps = int(options.epochs * len(inside) / options.batch)
    print(f"{len(inside)} pairs to train on, {len(out)} held out; {steps} steps", flush=True)
    rates = ((network.layers, options.rate), (network.head, options.head_rate))
    optimizer = torch.optim.AdamW(
        [{"params": part.parameters(), "lr": rate} for part, rate in rates], weight_decay=options.decay
    )
    warm = max(1, int(options.warm_up * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm)))
    )
    started, losses, step = time.time(), [], 0
    for epoch in range(math.ceil(options.epochs)):
        for lot in batches(states, inside, options.batch, options.seed + epoch):
            if step == steps:
                break
            batch = batch_of(states, lot)
            loss = loss_of(network(batch.states, batch.mask), batch, options)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
            step += 1
            if step % 100 == 0 or step == 20:
                print(
                    f"step {step}, {(time.time() - started) / 60:.1f} min, loss {np.mean(losses[-100:]):.3f}",
                    flush=True,
                )
            if step % max(1, steps // 10) == 0 or step == steps:
                print(figures(network, states, made, out), flush=True)
                torch.save(network.state_dict(), keep)
    return network


def _is_held_out(group: str, options: TrainingOptions) -> bool:
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % 1000 < 1000 * options.held_out


def prepared(files: Sequence[Path], folder: Path, weights: Path, options: TrainingOptions) -> tuple[list[Pair], States]:
    """Return the pairs and their states, computed unless an earlier run left them in the folder."""
    notes, rows = folder / "labels.json", folder / "states.f16"
    made = pairs(files, options.seed)
    if notes.exists():
        return made, States(rows, [Labels(*one) for one in json.loads(notes.read_text("utf-8"))])
    tokenizer = tokenizer_of(weights.with_name("tokenizer.json"), options.max_tokens)
    states = compute(made, weights, tokenizer, ALL_LAYERS - options.layers, rows)
    notes.write_text(json.dumps([astuple(one) for one in states.labels]), "utf-8")
    return made, states


def main() -> None:
    """Train and write the ONNX file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=float, default=TrainingOptions().epochs)
    parser.add_argument("--seed", type=int, default=TrainingOptions().seed)
    args = parser.parse_args()
    options = TrainingOptions(epochs=args.epochs, seed=args.seed)
    args.work.mkdir(parents=True, exist_ok=True)
    weights = weights_folder(MODELS[DEFAULT_RERANKER]) / "model.onnx"
    made, states = prepared(args.data, args.work, weights, options)
    network = train(states, made, weights, options, args.work / "reader.pt")
    args.out.write_bytes(to_onnx(network.eval(), weights).SerializeToString())
    print(f"{args.out}: {args.out.stat().st_size:,} bytes, SHA-256 {hashlib.sha256(args.out.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
