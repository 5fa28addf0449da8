"""The accounts of an archive: its users, their sessions, their tokens, in one file."""

from corpus.catalogue.paths import ArchivePaths
from corpus.errors import CuttingsError
from corpus.private_files import make_folder
from qa.accounts.roles import Role
from qa.accounts.schema import FILE_NAME, users_file
from qa.accounts.sessions import UserSessions
from qa.accounts.tokens import Tokens
from qa.accounts.users import Users


class Accounts:
    """The accounts of an archive. Safe to use from several threads.

    A server for several archives has those of the first.

    Args:
        paths: the archive, which may not exist yet.
    """

    def __init__(self, paths: ArchivePaths) -> None:
        self.paths = paths
        self._file = users_file(paths)
        self.users = Users(self._file)
        self.sessions = UserSessions(self._file)
        self.tokens = Tokens(self._file)

    def in_use(self) -> bool:
        """Return whether there are users, who then have to log in.

        Raises:
            CuttingsError: there is a file of users without a user in it, so that it cannot be told who was to be let in.
            ArchiveError: it cannot be read.
        """
        if not self._file.exists():
            return False
        if not self.users.exist():
            where = self.paths.name if self.paths.engine else self.paths.folder / FILE_NAME
            what = "the tables users_…" if self.paths.engine else "the file"
            raise CuttingsError(
                f"{where}: there is no user in it. Add one with `cuttings users add NAME --role admin`; "
                f"or delete {what}, and whoever reaches the server may use it."
            )
        return True

    def lets_change(self, user_id: str) -> bool:
        """Return whether a user is let in as somebody who may change the archive; nobody in particular ("") always is.

        Raises:
            ArchiveError: the file cannot be read.
        """
        user = self.users.with_id(user_id) if user_id else None
        return not user_id or (user is not None and not user.disabled and user.role.includes(Role.EDITOR))

    def make_folder(self) -> None:
        """Make the folder if there is none, readable by its owner only.

        Raises:
            OSError: it cannot be made.
        """
        if self.paths.engine is None:
            make_folder(self.paths.folder)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
