"""A model of entailment that the user names: read from a real folder, it may refuse sentences and never accept one."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ModelError, ModelMissing, ModelUnknown
from embeddings.models.entailment import EntailmentModel
from qa.written.held import held
from tests.labelled.written import by_hand

LABELS = {0: "contradiction", 1: "entailment", 2: "neutral"}
_CASES = [case for case in by_hand() if case.article.startswith("sample/")]


def cross_encoder(folder: Path, labels: dict[int, str], *, preferred: int | None = None) -> Path:
    """Save a cross-encoder of two layers with random weights; `preferred` is the label that it always gives most to."""
    import torch
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.pre_tokenizers import Whitespace
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{one}" for one in letters)]
    tokenizer = Tokenizer(WordPiece({word: at for at, word in enumerate(words)}, unk_token="[UNK]"))  # noqa: S106 - no password
    tokenizer.pre_tokenizer = Whitespace()
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=128,
        id2label=labels,
        label2id={label: number for number, label in labels.items()},
        initializer_range=2.0,
    )
    model = BertForSequenceClassification(config)
    if preferred is not None:
        with torch.no_grad():
            model.classifier.bias[preferred] += 1_000.0
    model.save_pretrained(folder, safe_serialization=True)
    BertTokenizerFast(tokenizer_object=tokenizer, model_max_length=128).save_pretrained(folder)
    return folder


@pytest.mark.model
def test_what_a_model_accepts_is_a_part_of_what_is_accepted_without_one(tmp_path: Path) -> None:
    model = EntailmentModel(str(cross_encoder(tmp_path, LABELS)))
    without = {case.sentence for case in _CASES if held(case.sentence, case.evidence).supported}
    together = {case.sentence for case in _CASES if held(case.sentence, case.evidence, model.follows).supported}
    assert together < without
    assert together, "random weights accept some and refuse others"


@pytest.mark.model
@pytest.mark.parametrize(("preferred", "supported"), [(0, False), (1, True), (2, False)])
def test_the_label_counts_that_its_config_calls_entailment(tmp_path: Path, preferred: int, supported: bool) -> None:
    model = EntailmentModel(str(cross_encoder(tmp_path, LABELS, preferred=preferred)))
    case = next(one for one in _CASES if held(one.sentence, one.evidence).supported)
    found = held(case.sentence, case.evidence, model.follows)
    assert found.supported is supported
    assert bool(found.citations) is supported
    assert (found.checks[-1].name, found.checks[-1].passed) == ("entailment", supported)


@given(case=st.sampled_from(_CASES), says=st.booleans())
def test_no_judge_makes_a_sentence_pass_that_fails_without_it(case, says) -> None:
    without, together = held(case.sentence, case.evidence), held(case.sentence, case.evidence, lambda *_: says)
    assert together.supported == (without.supported and says)


def test_a_folder_that_is_no_model_of_entailment_is_refused_before_anything_is_loaded(tmp_path: Path) -> None:
    with pytest.raises(ModelUnknown):
        EntailmentModel(str(tmp_path / "missing"))
    with pytest.raises(ModelMissing, match=r"model\.safetensors"):
        EntailmentModel(str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(ModelError, match="names no labels"):
        EntailmentModel(str(tmp_path))
    (tmp_path / "config.json").write_text(json.dumps({"id2label": {"0": "LABEL_0", "1": "LABEL_1"}}))
    with pytest.raises(ModelError, match="no label “entailment” among others, but LABEL_0, LABEL_1"):
        EntailmentModel(str(tmp_path))
    with pytest.raises(ModelError, match="tells no entailment"):
        EntailmentModel("all-MiniLM-L6-v2-w8a8")
    (tmp_path / "config.json").write_text(json.dumps({"id2label": {"0": "entailment", "1": "other"}}))
    with pytest.raises(ModelError, match="cannot be loaded"):
        EntailmentModel(str(tmp_path)).follows("A quote.", "A sentence.")
