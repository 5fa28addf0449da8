"""What the client of an engine raises, as errors of ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from corpus.engine.address import EngineAddress
from corpus.errors import ArchiveBusy, ArchiveError, ArchiveNotFound, ArchiveUnavailable, MachineError

if TYPE_CHECKING:
    import pymysql

_DENIED = frozenset({1044, 1045, 1227})
_NO_DATABASE = 1049
_NO_TABLE = frozenset({1146, 1051})
_LOST = frozenset({2003, 2006, 2013, 2014, 2055})
_FULL = frozenset({4184, 4622, 1021, 1114, 4030, 4013})
_LOCKED = frozenset({1205, 1213, 6003, 6004, 6210, 6211, 6212, 6213, 6235})
_TOO_LARGE = frozenset({1153, 1406})
_DUPLICATE = 1062
_SLOW = 4012


class AlreadyThere(ArchiveError):
    """A row has a key that another row has."""


def require_client() -> Any:  # noqa: ANN401 -- the module
    """Return PyMySQL.

    Raises:
        MachineError: it is not installed.
    """
    try:
        import pymysql
        import pymysql.constants.CLIENT
        import sqlglot
    except ImportError as error:
        raise MachineError("an archive in an engine needs: pip install 'cuttings[engine]'") from error
    del sqlglot
    return pymysql


@contextmanager
def translate_engine_errors(address: EngineAddress) -> Iterator[None]:
    """Turn what the client raises into errors of ours.

    Raises:
        ArchiveUnavailable: the engine cannot be reached, is full, or refuses for a while.
        ArchiveBusy: another writer has held what is to be changed for too long.
        ArchiveNotFound: there is no such database.
        AlreadyThere: a row of that key is there.
        ArchiveError: anything else.
    """
    pymysql = require_client()
    try:
        yield
    except pymysql.err.MySQLError as error:
        raise _translated(address, error) from error
    except (OSError, EOFError, AttributeError) as error:
        # a connection that was closed on the way has no socket any more, which the client finds out by looking for it
        if isinstance(error, AttributeError) and "NoneType" not in str(error):
            raise
        raise ArchiveUnavailable(_lost(address, error)) from error


def _translated(address: EngineAddress, error: "pymysql.err.MySQLError") -> ArchiveError:
    code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    said = str(error.args[1] if len(error.args) > 1 else error)[:300]
    if code in _LOST or code == 0:
        return ArchiveUnavailable(_lost(address, error))
    if code in _DENIED:
        return ArchiveUnavailable(
            f"{address}: the engine does not let this user in ({said}); the password is in CUTTINGS_ARCHIVE_PASSWORD, "
            "or in a file named by ?password-file=PATH"
        )
    if code == _NO_DATABASE:
        return ArchiveNotFound(f"{address}: no archive here; start one with: cuttings add FILE")
    if code in _NO_TABLE:
        return ArchiveNotFound(f"{address}: no archive here ({said}); start one with: cuttings add FILE")
    if code in _FULL:
        return ArchiveUnavailable(f"{address}: the engine has no room left ({said}); nothing already stored is lost")
    if code in _LOCKED:
        return ArchiveBusy(f"{address}: another program is writing to this archive; try again when it is done")
    if code in _TOO_LARGE:
        return ArchiveError(f"{address}: too large for the engine ({said}): raise max_allowed_packet")
    if code == _SLOW:
        return ArchiveUnavailable(f"{address}: the engine took too long, and gave up; try again when it has less to do")
    if code == _DUPLICATE:
        return AlreadyThere(f"{address}: {said}")
    return ArchiveError(f"{address}: the engine refuses it ({code}: {said})")


def _lost(address: EngineAddress, error: BaseException) -> str:
    said = str(error.args[-1] if error.args else error)[:200] or type(error).__name__
    return f"{address}: the engine cannot be reached ({said}); try again when it can: nothing confirmed is lost"
