"""Everything that Cuttings raises on purpose.

    CuttingsError
    ├── ReadError              a file cannot be read as articles
    ├── ArchiveError           the archive cannot be used as it is
    │   ├── ArchiveNotFound    there is no archive in that folder
    │   ├── ArchiveTooNew      it was written by a newer version of Cuttings
    │   ├── ArchiveBusy        another process is writing to it
    │   ├── ArchiveUnavailable it cannot be read or written at the moment: a full disk, a lock, permissions
    │   ├── ArchiveDamaged     a stored file is not what was written
    │   ├── BackendUnknown     a segment of its index is of a kind that is not known here
    │   ├── ArchiveReplaced    the archive in use was replaced or removed
    │   └── BackupDamaged      a file is not a back-up, or not what was written
    ├── ModelError             a model cannot be used
    │   ├── ModelUnknown       no such row in the registry
    │   ├── ModelMissing       its weights are not on this machine, or are not the registered ones
    │   └── ModelMismatch      the index was made with another model
    ├── WriterError            the endpoint that writes cannot be used, or did not write
    ├── WorkersError           the machines that were to read and encode cannot be used
    ├── MachineError           the machine lacks what is needed: memory, processes
    ├── IdentityError          somebody cannot be let in by who they are elsewhere
    ├── SettingsError          a file of settings has what is no setting
    ├── NotFound               no article with that id
    ├── NotAllowed             it is everybody's, and whoever asks may change only what is their own
    ├── SearchInvalid          what was typed to search cannot be meant so: a day that is none
    ├── Busy                   too many questions at once
    └── GivenUp                the client does not wait for the answer any more

Errors of libraries are translated into one of these where the library is called. A question without an answer is not an
error: see `qa.answering.answer.Answer.answered`.
"""

from corpus.messages import message


class CuttingsError(Exception):
    """Any error that Cuttings raises on purpose; its text says what happened and what to do."""


class ReadError(CuttingsError):
    """A file cannot be read as articles.

    Args:
        path: the file, as the user named it.
        reason: why, and what to do about it.
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class ArchiveError(CuttingsError):
    """The archive cannot be used as it is."""


class ArchiveNotFound(ArchiveError):
    """There is no archive in that folder."""


class ArchiveTooNew(ArchiveError):
    """The archive was written by a newer version of Cuttings."""


class ArchiveBusy(ArchiveError):
    """Another process is writing to the archive."""


class ArchiveUnavailable(ArchiveError):
    """The archive cannot be read or written at the moment; what is stored may be sound."""


class ArchiveDamaged(ArchiveError):
    """A stored file is not what was written."""


class BackendUnknown(ArchiveError):
    """A segment of the archive's index is of a kind that this version of Cuttings does not know."""


class ArchiveReplaced(ArchiveError):
    """An open file was replaced or removed: what is written now would be in neither archive.

    Args:
        path: of the file.
    """

    def __init__(self, path: object) -> None:
        super().__init__(
            f"{path}: replaced or removed while it was in use; nothing was stored this time, so do it again"
        )


class BackupDamaged(ArchiveError):
    """A file is not a back-up of an archive, or not what was written."""


class ModelError(CuttingsError):
    """A model cannot be used."""


class ModelUnknown(ModelError):
    """No model of that name is registered."""


class ModelMissing(ModelError):
    """The weights of a model are not on this machine, or are not the registered ones."""


class ModelMismatch(ModelError):
    """The index was made with another model than the one asked for."""


class WriterError(CuttingsError):
    """The endpoint that writes above the quotes cannot be used, or did not write; the quotes do not need it."""


class WorkersError(CuttingsError):
    """The machines that were named to read and encode cannot be used; nothing was added."""


class MachineError(CuttingsError):
    """The machine lacks what is needed: memory, processes, a part of the installation. No file is at fault."""


class SettingsError(CuttingsError):
    """A file of settings cannot be read, or has a key that is no setting or a value that is not allowed."""


class IdentityError(CuttingsError):
    """Somebody cannot be let in by who they are elsewhere: at a provider of identities, or behind a proxy.

    Args:
        kind: of the message that says why.
        values: of its blanks.
    """

    def __init__(self, kind: str, **values: str) -> None:
        super().__init__(message(kind, **values))
        self.kind = kind


class CorrectionInvalid(CuttingsError):
    """A correction of an article is not one that could be stored."""


class NotFound(CuttingsError):
    """No article with that id is in the archive."""


class NotAllowed(CuttingsError):
    """What is to be changed is everybody's, and whoever asks may only change what is their own."""


class SearchInvalid(CuttingsError):
    """What was typed to search cannot be meant so.

    Args:
        value: what was typed for a day and is none; "" where something else is wrong.
    """

    def __init__(self, message: str, value: str = "") -> None:
        super().__init__(message)
        self.value = value


class Busy(CuttingsError):
    """Too many questions are asked at once."""

    def __init__(self) -> None:
        super().__init__(message("busy"))


class GivenUp(CuttingsError):
    """The client does not wait for the answer any more."""

    def __init__(self) -> None:
        super().__init__(message("given_up"))
