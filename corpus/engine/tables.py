"""The tables of articles and passages in an engine, and the one that is searched.

What a question searches is one table: a row for each passage, with its words, its vector and what filters ask for, so that one
statement filters and ranks. It is made when the model is known, for its number of dimensions, and another one for another model.
"""

from hashlib import sha256

from corpus.engine.schema import KEY, LONG, TABLE, Step

GROUP = "catalogue"

LONGEST_OUTLET = 512
"""Bytes of an outlet's name as filters compare it; see `outlet_key`."""

STEPS: tuple[Step, ...] = (
    (
        f"CREATE TABLE IF NOT EXISTS catalogue_meta (`key` {KEY.format(64)} PRIMARY KEY, value {LONG} NOT NULL) {TABLE}",
        f"""CREATE TABLE IF NOT EXISTS catalogue_sequence (name {KEY.format(32)} PRIMARY KEY, seq BIGINT NOT NULL) {TABLE}""",
        f"""CREATE TABLE IF NOT EXISTS catalogue_articles (
            `key` BIGINT PRIMARY KEY, id {KEY.format(64)} NOT NULL, version BIGINT NOT NULL,
            content_hash {KEY.format(64)} NOT NULL, title {LONG} NOT NULL, outlet {LONG},
            published {KEY.format(64)}, byline {LONG}, url {LONG}, language {KEY.format(64)}, source {LONG} NOT NULL,
            text {LONG} NOT NULL, words BIGINT NOT NULL, added_at {KEY.format(64)} NOT NULL, added_revision BIGINT NOT NULL,
            removed_revision BIGINT, pages {LONG}, fingerprint BIGINT, variant {KEY.format(64)}, family {KEY.format(64)},
            as_read {LONG}, original {KEY.format(64)},
            live {KEY.format(64)} GENERATED ALWAYS AS (IF(removed_revision IS NULL, id, NULL)) VIRTUAL,
            UNIQUE KEY articles_version (id, version), UNIQUE KEY articles_live (live),
            KEY articles_published (published), KEY articles_outlet (outlet(190), published), KEY articles_words (words),
            KEY articles_added (added_revision), KEY articles_removed (removed_revision),
            KEY articles_fingerprint (fingerprint), KEY articles_family (family), KEY articles_original (original)) {TABLE}""",
        f"""CREATE TABLE IF NOT EXISTS catalogue_passages (
            id BIGINT PRIMARY KEY, article_key BIGINT NOT NULL, start BIGINT NOT NULL, stop BIGINT NOT NULL,
            text_hash {KEY.format(64)} NOT NULL, KEY passages_article (article_key)) {TABLE}""",
        f"""CREATE TABLE IF NOT EXISTS catalogue_failures (
            path {KEY.format(4000)} PRIMARY KEY, reason {LONG} NOT NULL, tries BIGINT NOT NULL,
            last_at {KEY.format(64)} NOT NULL) {TABLE}""",
        f"CREATE TABLE IF NOT EXISTS catalogue_corrected_keys (`key` BIGINT PRIMARY KEY, revision BIGINT NOT NULL) {TABLE}",
        f"""CREATE TABLE IF NOT EXISTS catalogue_audit (
            id BIGINT PRIMARY KEY AUTO_INCREMENT, at {KEY.format(64)} NOT NULL, actor_id {KEY.format(64)} NOT NULL,
            actor {LONG} NOT NULL, action {KEY.format(64)} NOT NULL, target {LONG} NOT NULL, detail {LONG} NOT NULL,
            KEY audit_at (at)) {TABLE}""",
        f"CREATE TABLE IF NOT EXISTS catalogue_word_list (word {KEY.format(255)} PRIMARY KEY) {TABLE}",
    ),
    (
        f"""CREATE TABLE IF NOT EXISTS catalogue_word_counts (
            token {KEY.format(84)} PRIMARY KEY, passages BIGINT NOT NULL) {TABLE}""",
    ),
)
"""Append-only; see `corpus.engine.schema`."""


def outlet_key(outlet: str | None) -> bytes | None:
    """Return what filters compare of an outlet's name: its bytes, which also differ by blanks at the end, or a hash of many."""
    if outlet is None:
        return None
    name = outlet.encode("utf-8", "replace")
    return name if len(name) <= LONGEST_OUTLET else b"\0" + sha256(name).digest()


def searched_table(number: int) -> str:
    """Return the name of the table that is searched, which the setting `searched` has the number of."""
    return f"catalogue_searched_{number:d}"


WORDS_INDEX, VECTOR_INDEX = "searched_words", "searched_vector"
WORDS, LABELLED_WORDS = "title, body", "title, body, labels"
"""The columns that are indexed by words: of a table that was made before there were labels, and of the others."""

_VECTOR_OPTIONS = "distance = inner_product, type = hnsw, lib = vsag, ef_construction = 200"


def create_searched(number: int, dimensions: int, *, indexed: bool) -> str:
    """Return the statement that creates a table to search.

    Headline and passage are in one full-text index: of a condition that names two (`MATCH … OR MATCH …`) the engine uses neither.
    Labels of what most filters ask for are in it, too (`corpus.engine.labels`), so that words and a filter are one condition.
    The vectors are of length 1, so their inner product is their cosine. Tokens are at least three bytes long, as
    `corpus.engine.tokens` makes them.

    Args:
        indexed: whether words and vectors are indexed as they come, or by `index_searched` when all are there.
    """
    kept = f""",
        FULLTEXT KEY {WORDS_INDEX} ({LABELLED_WORDS}) WITH PARSER space,
        VECTOR KEY {VECTOR_INDEX} (vector) WITH ({_VECTOR_OPTIONS})"""
    return f"""CREATE TABLE IF NOT EXISTS {searched_table(number)} (
        id BIGINT PRIMARY KEY, article {KEY.format(64)} NOT NULL, outlet VARBINARY({LONGEST_OUTLET}), day INT NOT NULL,
        revision BIGINT NOT NULL, title {LONG} NOT NULL, body {LONG} NOT NULL, vector VECTOR({dimensions:d}) NOT NULL,
        labels {LONG} NOT NULL,
        KEY searched_article (article), KEY searched_outlet (outlet, day), KEY searched_day (day),
        KEY searched_revision (revision){kept if indexed else ""}) {TABLE}"""


def index_searched(number: int) -> tuple[str, ...]:
    """Return the statements that index the words and vectors of a table that has its rows."""
    table = searched_table(number)
    return (
        f"CREATE FULLTEXT INDEX {WORDS_INDEX} ON {table} ({LABELLED_WORDS}) WITH PARSER space",
        f"CREATE VECTOR INDEX {VECTOR_INDEX} ON {table} (vector) WITH ({_VECTOR_OPTIONS})",
    )


MERGE = "ALTER SYSTEM MAJOR FREEZE"
"""Has the engine merge the files of all its tables, in the background; it may be forbidden, and may be going on already."""


def rebuild_vector_index(number: int) -> str:
    """Return the statement that writes the graph of a table's vectors anew, whole: questions and writers go on meanwhile."""
    return f"CALL DBMS_VECTOR.REBUILD_INDEX('{VECTOR_INDEX}', '{searched_table(number)}', 'vector', 0)"
