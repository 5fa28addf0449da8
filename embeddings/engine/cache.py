"""The embedding cache in an engine: no text is encoded twice, whichever machine it is read on."""

from collections.abc import Sequence

from corpus.engine.address import EngineAddress
from corpus.engine.connection import EngineConnections
from corpus.engine.schema import KEY, TABLE, Step, open_group
from embeddings.cache import EmbeddingCache, sound_vectors, vector_rows
from embeddings.models.encoder import Vectors

_BATCH = 500
_STEPS: tuple[Step, ...] = (
    (
        f"""CREATE TABLE IF NOT EXISTS vectors_vectors (
            model {KEY.format(255)} NOT NULL, text_hash VARBINARY(32) NOT NULL, vector BLOB NOT NULL,
            PRIMARY KEY (model, text_hash)) {TABLE}""",
    ),
    (
        f"""CREATE TABLE IF NOT EXISTS vectors_makers (
            model {KEY.format(255)} NOT NULL, maker {KEY.format(255)} NOT NULL, vectors BIGINT NOT NULL,
            PRIMARY KEY (model, maker)) {TABLE}""",
    ),
)


class EngineEmbeddingCache(EmbeddingCache):
    """The cache of an archive in an engine.

    Args:
        address: of the archive.
        create: create it where it is missing.

    Raises:
        ArchiveNotFound: there is none, and `create` is false.
        ArchiveUnavailable: the engine cannot be reached.
    """

    def __init__(self, address: EngineAddress, *, create: bool = True) -> None:
        self._engine: EngineConnections = open_group(address, "vectors", _STEPS, create=create)

    def close(self) -> None:
        """Close the connections."""
        self._engine.close()

    def get(self, model: str, hashes: Sequence[str]) -> dict[str, Vectors]:
        """See `EmbeddingCache`."""
        found: dict[str, Vectors] = {}
        with self._engine.transaction(write=False) as db:
            for start in range(0, len(hashes), _BATCH):
                batch = [bytes.fromhex(digest) for digest in hashes[start : start + _BATCH]]
                marks = ", ".join(["%s"] * len(batch))
                rows = db.run(
                    f"SELECT text_hash, vector FROM vectors_vectors WHERE model = %s AND text_hash IN ({marks})",  # noqa: S608
                    (model, *batch),
                )
                found.update(sound_vectors(model, rows))
        return found

    def put(self, model: str, hashes: Sequence[str], vectors: Vectors) -> None:
        """See `EmbeddingCache`."""
        rows = vector_rows(model, hashes, vectors)
        with self._engine.transaction(write=True) as db:
            db.run_many("REPLACE INTO vectors_vectors VALUES (%s, %s, %s)", rows)

    def count_made(self, model: str, maker: str, vectors: int) -> None:
        """See `EmbeddingCache`."""
        with self._engine.transaction(write=True) as db:
            db.run(
                "INSERT INTO vectors_makers VALUES (%s, %s, %s) ON DUPLICATE KEY UPDATE vectors = vectors + %s",
                (model, maker[:255], vectors, vectors),
            )

    def makers(self, model: str) -> dict[str, int]:
        """See `EmbeddingCache`."""
        with self._engine.transaction(write=False) as db:
            rows = db.run("SELECT maker, vectors FROM vectors_makers WHERE model = %s ORDER BY maker", (model,))
            return {str(maker): int(count) for maker, count in rows}
