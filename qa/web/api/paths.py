"""The addresses of the interface for programs. `qa.web.route_table` says what each of them requires."""

API = "/api/"
"""What all of them begin with; errors are told as problems below it."""

OPENAPI = "/api/v1/openapi.json"
STATUS, OUTLETS = "/api/v1/status", "/api/v1/outlets"
ASK, ASK_STREAM = "/api/v1/ask", "/api/v1/ask/stream"
SUMMARIES = "/api/v1/summaries"

ARTICLES, ARTICLE = "/api/v1/articles", "/api/v1/articles/{article_id}"
ARTICLES_FILES, ARTICLES_ADDRESS = "/api/v1/articles/files", "/api/v1/articles/address"
VERSIONS, VERSION = "/api/v1/articles/{article_id}/versions", "/api/v1/articles/{article_id}/versions/{number}"
CORRECTION, RESTORE = "/api/v1/articles/{article_id}/correction", "/api/v1/articles/{article_id}/restore"
JOBS, JOB, JOB_CANCEL = "/api/v1/jobs", "/api/v1/jobs/{job}", "/api/v1/jobs/{job}/cancel"

STORIES, STORY, STORY_TIMELINE = "/api/v1/stories", "/api/v1/stories/{story}", "/api/v1/stories/{story}/timeline"
TIMELINE = "/api/v1/timeline"
QUOTATIONS, SPEAKERS = "/api/v1/quotations", "/api/v1/speakers"
NAMES, NAMED = "/api/v1/names", "/api/v1/names/articles"

ALERTS, ALERT, ALERT_SEEN = "/api/v1/alerts", "/api/v1/alerts/{number}", "/api/v1/alerts/{number}/seen"
WEBHOOKS, WEBHOOK = "/api/v1/webhooks", "/api/v1/webhooks/{number}"
WEBHOOK_TEST, WEBHOOK_RETRY = "/api/v1/webhooks/{number}/test", "/api/v1/webhooks/{number}/retry"
UNDELIVERED = "/api/v1/webhooks/{number}/undelivered"
COLLECTIONS, COLLECTION = "/api/v1/collections", "/api/v1/collections/{collection}"
COLLECTED, COLLECTED_ARTICLE = (
    "/api/v1/collections/{collection}/articles",
    "/api/v1/collections/{collection}/articles/{article_id}",
)
DOSSIERS, DOSSIER = "/api/v1/dossiers", "/api/v1/dossiers/{dossier}"
ENTRIES, ENTRY = "/api/v1/dossiers/{dossier}/entries", "/api/v1/dossiers/{dossier}/entries/{entry}"
DOSSIER_EXPORT = "/api/v1/dossiers/{dossier}/export.{kind}"
MARKS, MARK = "/api/v1/marks", "/api/v1/marks/{target}"
