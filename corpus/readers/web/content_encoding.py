"""Decoding content encodings up to a limit, so that a small response cannot become a large one (decompression bomb)."""

import zlib

CAN_UNPACK = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})


def decode_content(data: bytes, encoding: str, limit: int) -> bytes:
    """Return data without its content encodings (`gzip`, or several, separated by commas).

    Raises:
        ValueError: it is damaged, has an unknown encoding, or is larger than `limit`.
    """
    for name in reversed([one.strip().lower() for one in encoding.split(",")][:3]):
        if name not in CAN_UNPACK:
            raise ValueError(f"packed in a way that is not read: {name[:40]}")
        if name in {"gzip", "x-gzip"}:
            data = _inflated(data, 31, limit)
        elif name == "deflate":
            data = _inflated(data, 15 if data[:1] and data[0] & 0x0F == 8 else -15, limit)
    if len(data) > limit:
        raise ValueError(f"larger than the {limit / 1024 / 1024:g} MiB that are read")
    return data


def _inflated(data: bytes, window: int, limit: int) -> bytes:
    found, rest = bytearray(), data
    try:
        while rest:
            inflater = zlib.decompressobj(window)
            found += inflater.decompress(rest, limit + 1 - len(found))
            if len(found) > limit:
                raise ValueError(f"larger than the {limit / 1024 / 1024:g} MiB that are read, once unpacked")
            rest = inflater.unused_data if inflater.eof and window == 31 else b""
            if found and not rest.startswith(b"\x1f\x8b"):
                break
    except zlib.error as error:
        raise ValueError("packed data that is damaged") from error
    return bytes(found)
