"""The archive as a model of other chats: the part of OpenAI's interface that they use, under `/v1`."""
