"""The addresses of the interface for programs. `qa.web.route_table` says what each of them requires."""

API = "/api/"
"""What all of them begin with; errors are told as problems below it."""

OPENAPI = "/api/v1/openapi.json"
ASK, ASK_STREAM = "/api/v1/ask", "/api/v1/ask/stream"
ARTICLES, ARTICLE = "/api/v1/articles", "/api/v1/articles/{article_id}"
