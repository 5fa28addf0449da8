"""Where an article was read from, without what only concerns this machine."""

from pathlib import PurePath


def without_folders(source: str) -> str:
    """Return where an article was read from: the address, or the name of the file without the folders of this machine."""
    return source if "://" in source else PurePath(source.replace("\\", "/")).name
