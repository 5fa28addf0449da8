"""The time that pages of a file are given that are read by OCR."""

from dataclasses import dataclass

from corpus.readers.reader import PageCallback, ReadOptions


@dataclass(slots=True)
class PageAllowance:
    """To how many more pages of a file time is given, how much to each, and what is called for each."""

    pages: int = 0
    seconds: float = 0.0
    on_page: PageCallback | None = None

    @classmethod
    def of(cls, options: ReadOptions, on_page: PageCallback | None) -> "PageAllowance":
        """Return that of a file that is read with these options."""
        return cls(0 if options.ocr == "off" else options.ocr_max_pages, options.ocr_seconds, on_page)

    def granted(self, number: int, total: int) -> float:
        """Return the seconds that a page is given; none beyond the limit, so that no file can take forever."""
        if self.on_page is not None:
            self.on_page(number, total)
        self.pages -= 1
        return self.seconds if self.pages >= 0 else 0.0
