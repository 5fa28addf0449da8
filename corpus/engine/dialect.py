"""Our statements, which are written for SQLite, in the dialect of MySQL, by sqlglot.

One set of statements serves both kinds of archive. A file of an embedded archive is a group of tables here, whose names begin
with that of the file: `desk.sqlite3` has a table `marks`, the engine one named `desk_marks`. What exists in SQLite only (FTS5,
`PRAGMA`, `sqlite_sequence`) is in no statement that comes here.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

_CACHED = 2048  # statements


@dataclass(frozen=True, slots=True)
class Statement:
    """A translated statement.

    Attributes:
        sql: in parts, with a value between each two.
        values: the number of the value in each gap: an index into the values bound, or the name of one.
        lists: which gaps take a JSON array, as the list that stands after IN.
    """

    sql: tuple[str, ...]
    values: tuple[int | str, ...]
    lists: frozenset[int]


_MARK = "\x01"
_LIST = "\x02"


@lru_cache(maxsize=_CACHED)
def translated(sql: str, group: str) -> Statement:
    """Translate a statement for the tables of a group.

    Args:
        sql: in SQLite's dialect; values are `?`, `?N` or `:name`.
        group: the beginning of the tables' names.

    Raises:
        ValueError: it cannot be translated.
    """
    import sqlglot
    from sqlglot.errors import SqlglotError

    ready, names = _numbered(sql)
    try:
        tree = sqlglot.parse_one(ready, read="sqlite")
    except SqlglotError as error:
        raise ValueError(f"no statement of both dialects: {sql}") from error
    tree = tree.transform(_rewritten)
    _name_tables(tree, group)
    text = _rendered(tree)
    parts: list[str] = []
    values: list[int | str] = []
    lists: set[int] = set()
    rest = text
    while _MARK in rest or _LIST in rest:
        at = min(place for place in (rest.find(_MARK), rest.find(_LIST)) if place >= 0)
        stop = rest.index("'", at)
        if rest[at] == _LIST:
            lists.add(len(parts))
        parts.append(rest[: at - 1])  # without the quotation mark before it
        values.append(names[int(rest[at + 1 : stop])])
        rest = rest[stop + 1 :]
    return Statement((*parts, rest), tuple(values), frozenset(lists))


def _numbered(sql: str) -> tuple[str, list[int | str]]:
    """Return a statement in which each value is a literal with its place in a list, and the list of the values' names."""
    from sqlglot.dialects import SQLite
    from sqlglot.tokenizer_core import TokenType

    names: list[int | str] = []
    pieces: list[str] = []
    done, counted = 0, 0
    tokens = SQLite().tokenize(sql)
    skip = False
    for number, token in enumerate(tokens):
        if skip:
            skip = False
            continue
        following = tokens[number + 1] if number + 1 < len(tokens) else None
        name: int | str
        end = token.end
        adjoins = following is not None and following.start == token.end + 1
        if token.token_type is TokenType.PLACEHOLDER:
            if adjoins and following is not None and following.token_type is TokenType.NUMBER:
                name, end, skip = int(following.text) - 1, following.end, True
            else:
                name, counted = counted, counted + 1
        elif token.token_type is TokenType.COLON and adjoins and following is not None:
            name, end, skip = following.text, following.end, True
        else:
            continue
        pieces += [sql[done : token.start], f"'{_MARK}{len(names)}'"]
        names.append(name)
        done = end + 1
    return "".join([*pieces, sql[done:]]), names


def _rewritten(node: "exp.Expression") -> "exp.Expression":
    from sqlglot import exp

    if isinstance(node, exp.In) and _listed(node.args.get("query")):
        mark = next(literal for literal in node.args["query"].find_all(exp.Literal))
        return exp.In(this=node.this, expressions=[exp.Literal.string(_LIST + mark.this[1:])])
    if isinstance(node, exp.Insert):
        return _insert(node)
    if isinstance(node, exp.Table) and node.args.get("indexed"):
        node.set("indexed", None)
    if isinstance(node, exp.Table) and isinstance(node.this, exp.Anonymous) and node.this.name.lower() == "json_each":
        return _json_table(node)
    if isinstance(node, exp.Cast) and node.to.this is exp.DataType.Type.VARBINARY:
        return exp.Cast(this=node.this, to=exp.DataType.build("BINARY", dialect="mysql"))
    if isinstance(node, exp.Anonymous) and node.name.upper() == "TOTAL":
        return exp.Coalesce(this=exp.Sum(this=node.expressions[0]), expressions=[exp.Literal.number(0)])
    if isinstance(node, exp.Like) and not isinstance(node.this, exp.Collate):  # as SQLite's, whatever the case
        return exp.Like(
            this=exp.Collate(this=node.this, expression=exp.Var(this="utf8mb4_general_ci")), expression=node.expression
        )
    if isinstance(node, exp.JSONArrayAgg):
        return exp.Coalesce(this=exp.JSONArrayAgg(this=node.this), expressions=[exp.Literal.string("[]")])
    if isinstance(node, exp.Collate) and node.expression.name.upper() == "NOCASE":
        return exp.Collate(this=node.this, expression=exp.Var(this="utf8mb4_general_ci"))
    return node


def _listed(query: "exp.Expression | None") -> bool:
    """Return whether a query is `SELECT value FROM json_each(?)`."""
    from sqlglot import exp

    if query is None:
        return False
    found = query.find(exp.Anonymous)
    return found is not None and found.name.lower() == "json_each" and query.find(exp.Where) is None


def _json_table(node: "exp.Expression") -> "exp.Expression":
    """Return the rows of a JSON array of texts, where it is not the list after IN."""
    from sqlglot import exp

    (array,) = node.this.expressions
    columns = exp.JSONSchema(
        expressions=[
            exp.JSONColumnDef(
                this=exp.to_identifier("value"),
                kind=exp.DataType.build("TEXT", dialect="mysql"),
                path=exp.Literal.string("$"),
            )
        ]
    )
    rows = exp.JSONTable(this=array, path=exp.Literal.string("$[*]"), schema=columns)
    return exp.Table(this=rows, alias=exp.TableAlias(this=exp.to_identifier(node.alias or "listed")))


def _insert(node: "exp.Expression") -> "exp.Expression":
    """Say what happens with a row that is there already in MySQL's way."""
    from sqlglot import exp

    alternative = str(node.args.get("alternative") or "").upper()
    conflict = node.args.get("conflict")
    if alternative == "IGNORE" or (conflict is not None and "NOTHING" in str(conflict.args.get("action")).upper()):
        node.set("ignore", True)
        node.set("conflict", None)
    elif conflict is not None:
        for column in list(conflict.find_all(exp.Column)):
            if column.table.lower() == "excluded":
                column.replace(exp.Anonymous(this="VALUES", expressions=[exp.column(column.name)]))
        conflict.replace(
            exp.OnConflict(duplicate=True, action=exp.Var(this="UPDATE"), expressions=conflict.expressions)
        )
    if alternative == "IGNORE":
        node.set("alternative", None)
    return node


def _name_tables(tree: "exp.Expression", group: str) -> None:
    """Put the group before the names of tables; a table that had no alias keeps its name as one where columns may use it."""
    from sqlglot import exp

    within = {one.alias_or_name for one in tree.find_all(exp.CTE)}
    changes = isinstance(tree, (exp.Insert, exp.Update, exp.Delete))
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier) or table.name in within or table.db:
            continue
        plain = table.name
        table.set("this", exp.to_identifier(f"{group}_{plain}"))
        target = changes and table.find_ancestor(exp.Select) is None
        if target:  # it has no alias, so its columns have its whole name
            for column in tree.find_all(exp.Column):
                if column.table == plain:
                    column.set("table", exp.to_identifier(f"{group}_{plain}"))
        elif not table.alias:
            table.set("alias", exp.TableAlias(this=exp.to_identifier(plain)))
    for number, query in enumerate(tree.find_all(exp.Subquery)):
        if isinstance(query.parent, (exp.From, exp.Join)) and not query.alias:
            query.set("alias", exp.TableAlias(this=exp.to_identifier(f"derived{number}")))


def _rendered(tree: "exp.Expression") -> str:
    text = tree.sql(dialect="mysql", identify=True, comments=False)
    return text.replace("INSERT OR REPLACE", "REPLACE", 1) if text.startswith("INSERT OR REPLACE") else text
