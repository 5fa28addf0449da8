"""How values of settings are written, and the tables of the limits of reading."""

from dataclasses import fields

import pytest

from corpus.readers.limits import OCR, READ_LIMITS, WORKER_LIMITS, too_large
from corpus.readers.reader import ReadOptions
from corpus.readers.sandbox.worker import WorkerOptions
from corpus.settings import GIB, MIB, Setting, TextSetting, Unit, size_text

SIZE = Setting(name="size", field="size", unit=Unit.BYTES, least=1024, most=GIB, help="bytes")
SECONDS = Setting(name="seconds", field="seconds", unit=Unit.SECONDS, least=1, most=60, help="seconds")
COUNT = Setting(name="count", field="count", unit=Unit.COUNT, least=0, most=20, help="things")


@pytest.mark.parametrize(
    ("setting", "text", "value"),
    [
        (SIZE, "64MB", 64_000_000),
        (SIZE, "64 MiB", 64 * MIB),
        (SIZE, "0.5gib", GIB // 2),
        (SIZE, "0.1 GB", 100_000_000),
        (SIZE, "2048", 2048),
        (SIZE, " 2048 b ", 2048),
        (SECONDS, "2.5", 2.5),
        (COUNT, "0", 0),
    ],
)
def test_values_that_are_read(setting: Setting, text: str, value: float) -> None:
    assert setting.parsed(text) == value
    assert type(setting.parsed(text)) is type(value)


@pytest.mark.parametrize("text", ["", "MB", "64M", "64 megabytes", "-1MB", "1kB", "2GiB", "1e9", "٦٤MB", "9" * 40])
def test_sizes_that_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write a size from 1 KiB to 1 GiB, such as 64MB or 64MiB"):
        SIZE.parsed(text)


@pytest.mark.parametrize(
    ("setting", "value", "allowed"),
    [
        (SIZE, 2048.0, "a size from 1 KiB"),
        (SIZE, True, "a size from 1 KiB"),
        (SIZE, 100, "a size from 1 KiB"),
        (SECONDS, "5", "seconds from 1 to 60"),
        (SECONDS, float("nan"), "seconds from 1 to 60"),
        (SECONDS, float("inf"), "seconds from 1 to 60"),
        (COUNT, 2.0, "a whole number from 0 to 20"),
        (COUNT, 21, "a whole number from 0 to 20"),
        (COUNT, [1], "a whole number from 0 to 20"),
    ],
)
def test_values_of_a_file_that_are_refused(setting: Setting, value: object, allowed: str) -> None:
    with pytest.raises(ValueError, match=allowed):
        setting.checked(value)


def test_numbers_that_are_refused() -> None:
    for setting, text in ((SECONDS, "0.5"), (SECONDS, "a minute"), (COUNT, "2.5"), (COUNT, "-1")):
        with pytest.raises(ValueError, match="write "):
            setting.parsed(text)


@pytest.mark.parametrize("size", [999, 1000, 1024, 1536, 64 * MIB, 64_000_000, 100_000_000, 2 * GIB, 123_456_789])
def test_a_size_is_shown_as_it_can_be_written(size: int) -> None:
    whole = Setting(name="s", field="s", unit=Unit.BYTES, least=1, most=4 * GIB, help="")
    assert whole.parsed(size_text(size)) == size


def test_sizes_are_shown_in_their_shortest_unit() -> None:
    assert [size_text(size) for size in (64 * MIB, 64_000_000, 1536 * MIB, 123_456_789, 999)] == [
        "64 MiB",
        "64 MB",
        "1.5 GiB",
        "123456.789 kB",
        "999 bytes",
    ]
    assert "limit of 64 MiB; split it into several files, or raise max-file-size" in too_large(64 * MIB)


@pytest.mark.parametrize(("kind", "table"), [(ReadOptions, (*READ_LIMITS, *OCR)), (WorkerOptions, WORKER_LIMITS)])
def test_every_limit_is_a_setting_whose_range_has_its_default(
    kind: type, table: tuple[Setting | TextSetting, ...]
) -> None:
    default = kind()
    limits = {one.name for one in fields(kind) if isinstance(getattr(default, one.name), int | float | str)}
    assert {setting.field for setting in table} == limits
    for setting in table:
        assert setting.checked(getattr(default, setting.field)) == getattr(default, setting.field)


def test_settings_that_are_no_numbers() -> None:
    ocr, languages = OCR[:2]
    assert (ocr.parsed("off"), languages.checked("deu+chi_sim"), languages.parsed("")) == ("off", "deu+chi_sim", "")
    for setting, value in ((ocr, "on"), (ocr, True), (languages, "--psm"), (languages, "eng;"), (languages, "eng\n")):
        with pytest.raises(ValueError, match="write "):
            setting.checked(value)
