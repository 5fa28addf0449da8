"""Cuttings as a Haystack component: what it returns goes where any retriever's documents go."""

from cuttings_found import Find, over_http
from haystack import Document, component


@component
class CuttingsRetriever:
    """Retrieves the quotes that answer, best first; no documents where nothing answers."""

    def __init__(self, find: Find | None = None) -> None:
        self._find = find or over_http()

    @component.output_types(documents=list[Document])
    def run(self, query: str) -> dict[str, list[Document]]:
        """Return the documents."""
        found = self._find(query)
        return {"documents": [Document(content=one.text, meta=one.metadata, score=one.score) for one in found]}
