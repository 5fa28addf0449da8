"""Cuttings as a LlamaIndex retriever."""

from cuttings_found import Find, over_http
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode


class CuttingsRetriever(BaseRetriever):
    """Retrieves the quotes that answer, best first; nothing where nothing answers."""

    def __init__(self, find: Find | None = None) -> None:
        super().__init__()
        self._find = find or over_http()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [
            NodeWithScore(node=TextNode(text=one.text, metadata=one.metadata), score=one.score)
            for one in self._find(query_bundle.query_str)
        ]
