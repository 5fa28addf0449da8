"""From a question to an answer: interpret, retrieve, rerank, quote, cite."""
