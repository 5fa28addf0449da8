"""Writes minimal OLE compound files, for MSG files to read."""

import struct
from itertools import pairwise

FREE, END, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR, MINI, CUTOFF = 512, 64, 4096


def padded(data: bytes, size: int) -> bytes:
    return data + b"\0" * (-len(data) % size)


def chained(first: int, count: int) -> list[int]:
    return [*range(first + 1, first + count), END] if count else []


def ole(tree: dict) -> bytes:
    """Return a compound file with the streams (bytes) and folders (dicts) of `tree`."""
    entries: list[list] = []  # name, kind, right, child, start, size
    mini, mini_fat, sectors, fat = b"", [], [], []

    def stored(data: bytes) -> int:
        nonlocal mini
        if len(data) < CUTOFF:
            first, count = len(mini) // MINI, -(-len(data) // MINI)
            mini += padded(data, MINI)
            mini_fat.extend(chained(first, count))
            return first if count else END
        return in_sectors(data)

    def in_sectors(data: bytes) -> int:
        first, data = len(sectors), padded(data, SECTOR)
        sectors.extend(data[at : at + SECTOR] for at in range(0, len(data), SECTOR))
        fat.extend(chained(first, len(data) // SECTOR))
        return first if data else END

    def added(name: str, content: bytes | dict, kind: int) -> int:
        number = len(entries)
        entry = [name, kind, FREE, FREE, 0, 0]
        entries.append(entry)
        if isinstance(content, dict):
            numbers = [added(one, inner, 1 if isinstance(inner, dict) else 2) for one, inner in content.items()]
            for left, right in pairwise(numbers):
                entries[left][2] = right
            entry[3] = numbers[0] if numbers else FREE
        else:
            entry[4], entry[5] = stored(content), len(content)
        return number

    added("Root Entry", tree, 5)
    entries[0][4], entries[0][5] = in_sectors(mini), len(mini)
    numbers = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    mini_first, mini_count = in_sectors(numbers + b"\xff" * (-len(numbers) % SECTOR)), -(-len(numbers) // SECTOR)
    directory = b"".join(map(directory_entry, entries))
    directory_first = in_sectors(directory)
    fat_count = 1
    while (len(fat) + fat_count) > fat_count * (SECTOR // 4):
        fat_count += 1
    fat_first = len(sectors)
    fat += [FAT_SECTOR] * fat_count
    fat += [FREE] * (fat_count * (SECTOR // 4) - len(fat))
    packed = struct.pack(f"<{len(fat)}I", *fat)
    header = struct.pack(
        "<8s16sHHHHHHIIIIIIIIII",
        *(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"\0" * 16,
            0x3E,
            3,
            0xFFFE,
            9,
            6,
            0,
            0,
            0,
            fat_count,
            directory_first,
            0,
        ),
        *(CUTOFF, mini_first if mini_count else END, mini_count, END, 0),
    )
    places = [fat_first + at if at < fat_count else FREE for at in range(109)]
    return header + struct.pack("<109I", *places) + b"".join(sectors) + packed


def directory_entry(entry: list) -> bytes:
    name, kind, right, child, start, size = entry
    wide = name.encode("utf-16-le") + b"\0\0"
    head = struct.pack("<64sHBBIII", wide, len(wide), kind, 1, FREE, right, child)
    return head + b"\0" * 16 + struct.pack("<IQQIQ", 0, 0, 0, start & 0xFFFFFFFF, size)


def msg(fields: dict[str, str | bytes], *, ticks: int = 0, attachments: list[tuple[str, bytes]] = ()) -> bytes:
    """Return a mail as Outlook saves it: values by number of their property; text is UTF-16."""
    tree = streams(fields)
    tree["__properties_version1.0"] = b"\0" * 32 + struct.pack("<HHIQ", 0x40, 0x39, 6, ticks)
    for number, (name, data) in enumerate(attachments):
        tree[f"__attach_version1.0_#{number:08X}"] = {
            **streams({"3707": name, "3701": data}),
            "__properties_version1.0": b"\0" * 8,
        }
    return ole(tree)


def streams(fields: dict[str, str | bytes]) -> dict:
    return {
        f"__substg1.0_{number}{'001F' if isinstance(value, str) else '0102'}": value.encode("utf-16-le")
        if isinstance(value, str)
        else value
        for number, value in fields.items()
    }
