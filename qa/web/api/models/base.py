"""What all models share: strictness, and values that several have."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Model(BaseModel):
    """A JSON object with the fields that are described, of these very types, and no others."""

    model_config = ConfigDict(extra="forbid", strict=True)


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


Day = Annotated[
    str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", json_schema_extra={"format": "date"}), AfterValidator(_day)
]
"""An ISO day."""

ArticleId = Annotated[str, Field(pattern="^[a-z2-7]{12}$")]
Offset = Annotated[int, Field(ge=0, description="code points")]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Line = Annotated[str, Field(max_length=1000)]
Next = Annotated[str | None, Field(description="cursor of the part after this one; null at the end")]
ADDRESS_LIMIT = 4000
OtherField = Literal["title", "byline", "outlet", "published"]
"""A field of an article other than its text."""
