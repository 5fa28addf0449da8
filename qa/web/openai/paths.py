"""The addresses of the interface for chats. `qa.web.route_table` says what each of them requires."""

OPENAI = "/v1/"
"""What all of them begin with; errors have OpenAI's form below it."""

MODELS, MODEL, CHAT = "/v1/models", "/v1/models/{model}", "/v1/chat/completions"
