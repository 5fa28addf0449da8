"""Cuttings as a LangChain retriever."""

from cuttings_found import Find, over_http
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field


class CuttingsRetriever(BaseRetriever):
    """Retrieves the quotes that answer, best first; nothing where nothing answers."""

    find: Find = Field(default_factory=over_http)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [
            Document(one.text, metadata={**one.metadata, "source": one.metadata["address"], "score": one.score})
            for one in self.find(query)
        ]
