"""The tables of the user's own data in an engine, in groups, one for each file of it that an archive in a folder has.

Their columns are those of the files after all their migrations; `tests/engine/test_user_data.py` compares the two. What keys
are made of has a longest length here, which is above what can be stored in it.
"""

from corpus.engine.schema import KEY, LONG, TABLE, Step

_ID = KEY.format(64)
_TIME = KEY.format(64)
_NAME = KEY.format(512)
_ADDRESS = KEY.format(2048)
_NUMBERED = "BIGINT PRIMARY KEY AUTO_INCREMENT"
_SHOWN = f"{TABLE} AUTO_INCREMENT_CACHE_SIZE = 1"
"""Of tables whose numbers people see: the next row has the next number after a restart of the engine too."""


def audit_table(group: str) -> str:
    """Return the statement that creates the audit log of a group; see `corpus.catalogue.audit`."""
    return f"""CREATE TABLE IF NOT EXISTS {group}_audit (
        id {_NUMBERED}, at {_TIME} NOT NULL, actor_id {_ID} NOT NULL, actor {LONG} NOT NULL, action {_ID} NOT NULL,
        target {LONG} NOT NULL, detail {LONG} NOT NULL, KEY audit_at (at)) {TABLE}"""


_DESK: Step = (
    f"""CREATE TABLE IF NOT EXISTS desk_collections (
        `key` {_NUMBERED}, id {_ID} NOT NULL, name {LONG} NOT NULL, folded {_NAME} NOT NULL, created {_TIME} NOT NULL,
        UNIQUE KEY collections_id (id), UNIQUE KEY collections_folded (folded)) {TABLE}""",
    f"""CREATE TABLE IF NOT EXISTS desk_collected (
        collection BIGINT NOT NULL, article {_ID} NOT NULL, PRIMARY KEY (collection, article),
        KEY collected_article (article),
        FOREIGN KEY (collection) REFERENCES desk_collections (`key`) ON DELETE CASCADE) {TABLE}""",
    f"""CREATE TABLE IF NOT EXISTS desk_marks (
        owner {_ID} NOT NULL, target {KEY.format(128)} NOT NULL, starred BIGINT NOT NULL, note {LONG} NOT NULL,
        sha256 {_ID} NOT NULL, PRIMARY KEY (target, owner)) {TABLE}""",
    f"""CREATE TABLE IF NOT EXISTS desk_tags (
        owner {_ID} NOT NULL, target {KEY.format(128)} NOT NULL, tag {LONG} NOT NULL, folded {_NAME} NOT NULL,
        PRIMARY KEY (target, owner, folded), KEY tags_folded (folded)) {TABLE}""",
    f"""CREATE TABLE IF NOT EXISTS desk_dossiers (
        `key` {_NUMBERED}, id {_ID} NOT NULL, title {LONG} NOT NULL, created {_TIME} NOT NULL, changed {_TIME} NOT NULL,
        UNIQUE KEY dossiers_id (id)) {TABLE}""",
    f"""CREATE TABLE IF NOT EXISTS desk_entries (
        `key` {_NUMBERED}, id {_ID} NOT NULL, dossier BIGINT NOT NULL, position BIGINT NOT NULL, quote {LONG},
        note {LONG} NOT NULL, UNIQUE KEY entries_id (id), KEY entries_dossier (dossier, position),
        FOREIGN KEY (dossier) REFERENCES desk_dossiers (`key`) ON DELETE CASCADE) {TABLE}""",
    audit_table("desk"),
)

_ALERTS: Step = (
    f"CREATE TABLE IF NOT EXISTS alerts_settings (`key` {_ID} PRIMARY KEY, value {LONG} NOT NULL) {TABLE}",
    f"""CREATE TABLE IF NOT EXISTS alerts_alerts (
        number {_NUMBERED}, question {LONG} NOT NULL, filters {LONG} NOT NULL, created {_TIME} NOT NULL,
        looked BIGINT NOT NULL, owner {_ID} NOT NULL,
        same CHAR(64) GENERATED ALWAYS AS (SHA2(CONCAT(owner, '\n', question, '\n', filters), 256)) STORED,
        UNIQUE KEY alerts_same (same)) {_SHOWN}""",
    f"""CREATE TABLE IF NOT EXISTS alerts_hits (
        number {_NUMBERED}, alert BIGINT NOT NULL, article_id {_ID} NOT NULL, version BIGINT NOT NULL,
        article {LONG} NOT NULL, quotes {LONG} NOT NULL, found_at {_TIME} NOT NULL, state BIGINT NOT NULL, copy_of BIGINT,
        UNIQUE KEY hits_article (alert, article_id, version), KEY hits_copies (copy_of),
        FOREIGN KEY (alert) REFERENCES alerts_alerts (number) ON DELETE CASCADE,
        FOREIGN KEY (copy_of) REFERENCES alerts_hits (number) ON DELETE CASCADE) {_SHOWN}""",
    f"""CREATE TABLE IF NOT EXISTS alerts_seen (
        owner {_ID} NOT NULL, alert BIGINT NOT NULL, up_to BIGINT NOT NULL, PRIMARY KEY (owner, alert),
        FOREIGN KEY (alert) REFERENCES alerts_alerts (number) ON DELETE CASCADE) {TABLE}""",
    "INSERT IGNORE INTO alerts_settings VALUES ('name', SUBSTR(MD5(CONCAT(UUID(), RAND())), 1, 16))",
    """INSERT IGNORE INTO alerts_settings
        VALUES ('started', CONCAT(LEFT(DATE_FORMAT(UTC_TIMESTAMP(3), '%Y-%m-%dT%H:%i:%s.%f'), 23), '+00:00'))""",
    audit_table("alerts"),
)

_CONVERSATIONS: Step = (
    f"""CREATE TABLE IF NOT EXISTS conversations_conversations (
        `key` {_NUMBERED}, reader {KEY.format(255)} NOT NULL, id {KEY.format(255)} NOT NULL, title {LONG} NOT NULL,
        updated {_TIME} NOT NULL, UNIQUE KEY conversations_id (reader, id), KEY conversations_updated (updated)) {TABLE}""",
    f"""CREATE TABLE IF NOT EXISTS conversations_exchanges (
        `key` {_NUMBERED}, id {_ID} NOT NULL, conversation BIGINT NOT NULL, asked_at {_TIME} NOT NULL,
        question {LONG} NOT NULL, filters {LONG} NOT NULL, overview {LONG} NOT NULL, answer {LONG}, failure {LONG},
        vote BIGINT NOT NULL DEFAULT 0,
        size BIGINT GENERATED ALWAYS AS (LENGTH(question) + LENGTH(filters) + LENGTH(overview)
            + COALESCE(LENGTH(answer), 0) + COALESCE(LENGTH(failure), 0)) STORED,
        UNIQUE KEY exchanges_id (id), KEY exchanges_conversation (conversation, `key`), KEY exchanges_size (size),
        FOREIGN KEY (conversation) REFERENCES conversations_conversations (`key`) ON DELETE CASCADE) {TABLE}""",
    f"""CREATE TABLE IF NOT EXISTS conversations_shares (
        conversation BIGINT PRIMARY KEY, token {_ID} NOT NULL, shared_at {_TIME} NOT NULL, last BIGINT NOT NULL,
        UNIQUE KEY shares_token (token),
        FOREIGN KEY (conversation) REFERENCES conversations_conversations (`key`) ON DELETE CASCADE) {TABLE}""",
)

_FEEDS: Step = (
    f"""CREATE TABLE IF NOT EXISTS feeds_feeds (
        `key` {_NUMBERED}, id {_ID} NOT NULL, address {_ADDRESS} NOT NULL, title {_NAME} NOT NULL DEFAULT '',
        pages BIGINT NOT NULL, every BIGINT NOT NULL, looked {_TIME}, due {_TIME} NOT NULL,
        claimed {_TIME} NOT NULL DEFAULT '', articles BIGINT NOT NULL DEFAULT 0, latest BIGINT NOT NULL DEFAULT 0,
        error {KEY.format(4096)} NOT NULL DEFAULT '', unread BIGINT NOT NULL DEFAULT 0, failures BIGINT NOT NULL DEFAULT 0,
        UNIQUE KEY feeds_id (id), UNIQUE KEY feeds_address (address)) {TABLE}""",
    audit_table("feeds"),
)

_WEBHOOKS: Step = (
    f"""CREATE TABLE IF NOT EXISTS webhooks_webhooks (
        number {_NUMBERED}, owner {_ID} NOT NULL, alert BIGINT, address {LONG} NOT NULL, site {LONG} NOT NULL,
        secret {LONG} NOT NULL, created {_TIME} NOT NULL, source {_ID} NOT NULL, mark BIGINT NOT NULL,
        due {_TIME} NOT NULL DEFAULT '', claimed {_TIME} NOT NULL DEFAULT '', failures BIGINT NOT NULL DEFAULT 0,
        error {KEY.format(4096)} NOT NULL DEFAULT '', delivered {_TIME}, stopped BIGINT NOT NULL DEFAULT 0) {_SHOWN}""",
    f"""CREATE TABLE IF NOT EXISTS webhooks_deliveries (
        number {_NUMBERED}, id {_ID} NOT NULL, webhook BIGINT NOT NULL, article {_ID} NOT NULL, payload {LONG} NOT NULL,
        created {_TIME} NOT NULL, state BIGINT NOT NULL DEFAULT 0, attempts BIGINT NOT NULL DEFAULT 0,
        due {_TIME} NOT NULL DEFAULT '', error {KEY.format(4096)} NOT NULL DEFAULT '',
        UNIQUE KEY deliveries_id (id), KEY deliveries_due (webhook, state, due),
        FOREIGN KEY (webhook) REFERENCES webhooks_webhooks (number) ON DELETE CASCADE) {_SHOWN}""",
    audit_table("webhooks"),
)

_USERS: Step = (
    f"""CREATE TABLE IF NOT EXISTS users_users (
        `key` {_NUMBERED}, id {_ID} NOT NULL, name {LONG} NOT NULL, folded {_NAME} NOT NULL, role {_ID} NOT NULL,
        hash {LONG}, disabled BIGINT NOT NULL DEFAULT 0, created DOUBLE NOT NULL, issuer {KEY.format(1024)},
        subject {KEY.format(1024)}, UNIQUE KEY users_id (id), UNIQUE KEY users_folded (folded),
        UNIQUE KEY users_subject (issuer, subject)) {TABLE}""",
    f"""CREATE TABLE IF NOT EXISTS users_sessions (
        `key` {_NUMBERED}, id {_ID} NOT NULL, digest {_ID} NOT NULL, user BIGINT NOT NULL, kind {_ID} NOT NULL,
        created DOUBLE NOT NULL, used DOUBLE NOT NULL, expires DOUBLE NOT NULL,
        UNIQUE KEY sessions_id (id), UNIQUE KEY sessions_digest (digest), KEY sessions_user (user, used),
        FOREIGN KEY (user) REFERENCES users_users (`key`) ON DELETE CASCADE) {TABLE}""",
    f"""CREATE TABLE IF NOT EXISTS users_tokens (
        `key` {_NUMBERED}, id {_ID} NOT NULL, digest {_ID} NOT NULL, user BIGINT NOT NULL, label {LONG} NOT NULL,
        role {_ID} NOT NULL, created DOUBLE NOT NULL, expires DOUBLE NOT NULL, used DOUBLE,
        UNIQUE KEY tokens_id (id), UNIQUE KEY tokens_digest (digest), KEY tokens_user (user),
        FOREIGN KEY (user) REFERENCES users_users (`key`) ON DELETE CASCADE) {TABLE}""",
    audit_table("users"),
)

_FETCHED: Step = (
    f"CREATE TABLE IF NOT EXISTS fetched_got (address {_ADDRESS} PRIMARY KEY, etag {LONG}, modified {LONG}) {TABLE}",
    f"CREATE TABLE IF NOT EXISTS fetched_page (url {_ADDRESS} PRIMARY KEY) {TABLE}",
    f"CREATE TABLE IF NOT EXISTS fetched_failure (url {_ADDRESS} PRIMARY KEY, times BIGINT NOT NULL) {TABLE}",
)

USER_STEPS: dict[str, tuple[Step, ...]] = {
    "desk": (_DESK,),
    "alerts": (_ALERTS,),
    "conversations": (_CONVERSATIONS,),
    "feeds": (_FEEDS,),
    "webhooks": (_WEBHOOKS,),
    "users": (_USERS,),
    "fetched": (_FETCHED,),
}
"""By group; append-only, see `corpus.engine.schema`."""

BYTES_USED = {
    "desk": """SELECT (SELECT coalesce(sum(length(note) + 128), 0) FROM desk_marks)
        + (SELECT coalesce(sum(length(note) + coalesce(length(quote), 0) + 128), 0) FROM desk_entries)
        + (SELECT count(*) * 32 FROM desk_collected) + (SELECT count(*) * 128 FROM desk_tags)
        + (SELECT count(*) * 256 FROM desk_collections) + (SELECT count(*) * 256 FROM desk_dossiers)""",
    "conversations": """SELECT (SELECT coalesce(sum(size + 256), 0) FROM conversations_exchanges)
        + (SELECT count(*) * 256 FROM conversations_conversations)""",
}
"""By group, a statement that returns about how many bytes its rows take; only what is limited is reckoned."""
