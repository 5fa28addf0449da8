"""What tools return where `--json` prints a list: the models of the interface for programs, in parts of a list."""

from qa.web.api.models.answer import QuotationModel
from qa.web.api.models.articles import ArticleModel
from qa.web.api.models.base import Model
from qa.web.api.models.news import StoryModel


class FoundArticleModel(ArticleModel):
    """An article that a search finds; `snippet` is the place in its text where the words are."""

    snippet: str | None


class FoundModel(Model):
    """A part of what a search finds; `total` is how many articles it finds."""

    articles: list[FoundArticleModel]
    total: int
    offset: int


class ArticleTextModel(ArticleModel):
    """An article with its text; `source` is the name of the file, or the address, that it was read from."""

    version: int
    source: str
    text: str


class StoriesModel(Model):
    """A part of the list of stories, most articles first; or the one that was asked for."""

    stories: list[StoryModel]
    total: int
    offset: int


class QuotationsModel(Model):
    """A part of what somebody said, newest articles first."""

    quotations: list[QuotationModel]
    total: int
    offset: int
