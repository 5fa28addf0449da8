"""Stories and the context of an answer as JSON, field by field: what scripts may rely on."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from qa.news.views.coverage import Coverage
from qa.news.views.story import Amended, AnswerContext, ConflictingClaim, Disagreement, Quotation, Story, StoryBrief

if TYPE_CHECKING:
    from qa.news.views.timeline import Timeline

Json = dict[str, Any]


def story_json(story: Story, coverage: Coverage | None = None) -> Json:
    """Return a story; with how it is covered where that is given."""
    return {
        "id": story.id,
        "title": story.title,
        "first": story.first,
        "last": story.last,
        "texts": story.texts,
        "articles": [asdict(article) for article in story.articles],
        "printings": [{**asdict(one), "articles": list(one.articles)} for one in story.printings],
        "links": [asdict(link) for link in story.links],
        "differences": [disagreement_json(one) for one in story.differences],
        **({"coverage": _coverage_json(coverage)} if coverage else {}),
    }


def disagreement_json(one: Disagreement) -> Json:
    """Return what articles say differently."""
    return {
        "about": one.about,
        "kind": one.kind,
        "values": [[asdict(side) for side in sides] for sides in one.values],
    }


def said_json(one: Quotation) -> Json:
    """Return what somebody said."""
    return asdict(one)


def timeline_json(timeline: "Timeline") -> Json:
    """Return a timeline."""
    return {
        "first": timeline.first.isoformat() if timeline.first else None,
        "last": timeline.last.isoformat() if timeline.last else None,
        "outlets": list(timeline.outlets),
        "events": [
            {
                "first": event.first.isoformat(),
                "last": event.last.isoformat(),
                "precision": str(event.precision),
                "text": event.text,
                "implied": event.implied,
                "reports": [asdict(report) for report in event.reports],
            }
            for event in timeline.events
        ],
    }


def context_json(context: AnswerContext) -> Json:
    """Return the context of an answer: `beside` in docs/answer.schema.json."""
    return {
        "story": asdict(context.story) if context.story else None,
        "story_citations": list(context.story_citations),
        "differs": [disagreement_json(one) for one in context.differs],
        "amended": [asdict(one) for one in context.amended],
        "said": [said_json(one) for one in context.said],
        "covered": [asdict(one) for one in context.covered],
    }


def context_from_json(stored: Json) -> AnswerContext:
    """Return what `context_json` wrote."""
    return AnswerContext(
        story=StoryBrief(**stored["story"]) if stored["story"] else None,
        story_citations=tuple(stored.get("story_citations", ())),  # 0.1.0 stored none
        differs=tuple(_disagreement(one) for one in stored["differs"]),
        amended=tuple(Amended(**one) for one in stored["amended"]),
        said=tuple(Quotation(**one) for one in stored["said"]),
        covered=tuple(StoryBrief(**one) for one in stored["covered"]),
    )


def _disagreement(stored: Json) -> Disagreement:
    values = tuple(tuple(ConflictingClaim(**side) for side in sides) for sides in stored["values"])
    return Disagreement(about=stored["about"], kind=stored["kind"], values=values)


def _coverage_json(coverage: Coverage) -> Json:
    return {
        "outlets": [{"outlet": outlet, "articles": number} for outlet, number in coverage.outlets],
        "days": [{"day": day, "articles": number} for day, number in coverage.days],
        "silent": [{**asdict(one), "names": list(one.names)} for one in coverage.silent],
    }
