"""Users for tests: an admin, an editor, a reader and one who was disabled, with passwords whose hashes cost no time."""

import sqlite3
from pathlib import Path

from argon2 import PasswordHasher

from corpus.catalogue.paths import ArchivePaths
from qa.accounts.accounts import Accounts
from qa.accounts.roles import Role
from qa.accounts.schema import FILE_NAME

SECRET = "correct horse battery"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(SECRET)
ADA, EDE, RIA, DIS = "Ada", "Ede", "Ria", "Dis"
ROLES = {ADA: Role.ADMIN, EDE: Role.EDITOR, RIA: Role.READER, DIS: Role.ADMIN}


def with_people(folder: Path) -> Accounts:
    """Return the accounts of a folder, with these users: `SECRET` lets each in but the disabled one."""
    accounts = Accounts(ArchivePaths(folder))
    for name, role in ROLES.items():
        accounts.users.add(name, role)
    accounts.users.disable(DIS)
    with sqlite3.connect(folder / FILE_NAME) as db:
        db.execute("UPDATE users SET hash = ?", (CHEAP,))
    db.close()
    return accounts
