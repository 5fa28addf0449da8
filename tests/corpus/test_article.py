from corpus.article import ArticleDraft


def draft(**fields: str) -> ArticleDraft:
    return ArticleDraft(**{"title": "A title", "text": "Text.", **fields})  # type: ignore[arg-type]


def test_a_correction_keeps_the_identity() -> None:
    first = draft(outlet="Gazette", published="2024-03-05")
    assert draft(outlet="GAZETTE", published="2024-03-05T10:00", title="A  Title", text="Other.").id == first.id
    assert draft(outlet="Gazette", published="2024-03-06").id != first.id
    assert draft(outlet="Herald", published="2024-03-05").id != first.id


def test_the_address_counts_before_the_title() -> None:
    first = draft(url="https://example.org/1", outlet="Gazette")
    assert draft(url="https://example.org/1", title="New title").id == first.id
    assert draft(url="https://example.org/1/").id == first.id
    assert draft(url="https://example.org/2", outlet="Gazette").id != first.id


def test_without_address_outlet_and_date_the_text_is_the_identity() -> None:
    assert draft().id == draft().id
    assert draft(text="Other.").id != draft().id


def test_anything_seen_changes_the_content_hash_and_the_source_does_not() -> None:
    base = draft()
    for name in ("title", "text", "outlet", "published", "byline", "url", "language"):
        assert draft(**{name: "changed"}).content_hash != base.content_hash, name
    assert draft(source="elsewhere.txt").content_hash == base.content_hash
