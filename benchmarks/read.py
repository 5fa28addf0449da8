"""How fast files of each format are read, and how much memory that takes, against calling the format's library alone.

    python benchmarks/read.py [--seconds 3]

Each format is measured in two fresh processes: one reads files as `cuttings add` does (in the worker's process, not counting
the pipe), one only has the library parse them. A file holds many articles where the format can. Peak memory is of the
whole process. Time is that of the processor, and the first reading is not timed: what is loaded once counts as memory.
"""

import argparse
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "corpus" / "readers")]

ARTICLES = 200
SENTENCES = (
    "The council met on Monday and closed the harbour until the pier has been repaired.",
    "Nobody was surprised by what it decided, number {0}, said the mayor of Port Sellen.",
    "The ferry of line {0} will sail again in June, once {0} new piles have been driven into the ground.",
    "“We will not hurry,” the harbour master told the reporters who had waited for {0} hours in the rain.",
)


def article(number: int) -> str:
    """Return a text of some 300 words."""
    return "\n\n".join(" ".join(sentence.format(number * 10 + part) for sentence in SENTENCES) for part in range(5))


def digest() -> str:
    """Return many articles, one after the other."""
    return "\n".join(
        f"Harbour news {n}\n\nThe Daily Post\n{n % 28 + 1} May 2024\n\n{article(n)}\n" for n in range(ARTICLES)
    )


def records() -> list[dict[str, str]]:
    """Return many articles as records."""
    return [
        {"title": f"Harbour news {n}", "source": "Post", "date": "2024-05-05", "body": article(n)}
        for n in range(ARTICLES)
    ]


def csv_table() -> bytes:
    """Return many articles as a table."""
    import csv

    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, list(records()[0]))
    writer.writeheader()
    writer.writerows(records())
    return file.getvalue().encode()


def mailbox() -> bytes:
    """Return many mails."""
    from files_made import letter

    mails = (letter(article(n), subject=f"Harbour news {n}").as_bytes() for n in range(ARTICLES))
    return b"\n".join(b"From a@b.example Mon May  6 08:15:00 2024\n" + mail for mail in mails)


def docx_file() -> bytes:
    """Return a long document."""
    import docx
    from office_made import saved

    document = docx.Document()
    for n in range(ARTICLES):
        document.add_heading(f"Harbour news {n}", 1)
        for line in ("The Daily Post", f"{n % 28 + 1} May 2024", *article(n).split("\n\n")):
            document.add_paragraph(line)
    return saved(document)


def pdf_file() -> bytes:
    """Return a printed digest."""
    from print_made import STYLES
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    file, story = io.BytesIO(), []
    for n in range(ARTICLES):
        story.append(Paragraph(f"Harbour news {n}", STYLES["Heading1"]))
        story.append(Paragraph(f"The Daily Post<br/>{n % 28 + 1} May 2024", STYLES["BodyText"]))
        story += [Paragraph(part, STYLES["BodyText"]) for part in article(n).split("\n\n")]
    SimpleDocTemplate(file).build(story)
    return file.getvalue()


def rtf_file() -> bytes:
    """Return a rich text digest."""
    lines = "".join(f"\\u{ord(c)}?" if ord(c) > 126 else c for c in digest()).replace("\n", "\\par\n")
    return ("{\\rtf1\\ansi " + lines + "}").encode("ascii")


def zip_file() -> bytes:
    """Return many text files in one."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(ARTICLES):
            archive.writestr(f"{n}.txt", f"Harbour news {n}\n\nThe Daily Post\n{n % 28 + 1} May 2024\n\n{article(n)}\n")
    return file.getvalue()


def alone_pdf(data: bytes) -> None:
    """Have the library find the text of all pages."""
    from pypdfium2 import PdfDocument

    document = PdfDocument(data)
    for page in document:
        page.get_textpage().get_text_range()
    document.close()


def alone_docx(data: bytes) -> None:
    """Have python-docx find the text of all paragraphs."""
    import docx

    [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


def alone_rtf(data: bytes) -> None:
    """Have the library find the text."""
    from striprtf.striprtf import rtf_to_text

    rtf_to_text(data.decode("latin-1"))


def alone_csv(data: bytes) -> None:
    """Have the library parse the rows."""
    import csv

    list(csv.reader(io.StringIO(data.decode(), newline="")))


def alone_mbox(data: bytes) -> None:
    """Have the library parse the mails and find their text."""
    from email import message_from_bytes

    for mail in data.split(b"\n\nFrom "):
        message_from_bytes(mail.partition(b"\n")[2]).get_payload(decode=True)


def alone_zip(data: bytes) -> None:
    """Have the library unpack the members."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            archive.read(name)


FORMATS: dict[str, tuple[Callable[[], bytes], Callable[[bytes], object]]] = {
    "digest.txt": (lambda: digest().encode(), bytes.decode),
    "records.json": (lambda: json.dumps(records()).encode(), json.loads),
    "records.csv": (csv_table, alone_csv),
    "box.mbox": (mailbox, alone_mbox),
    "digest.docx": (docx_file, alone_docx),
    "digest.pdf": (pdf_file, alone_pdf),
    "digest.rtf": (rtf_file, alone_rtf),
    "texts.zip": (zip_file, alone_zip),
}


def measure(path: Path, way: str, seconds: float) -> dict[str, float]:
    """Read a file again and again for some seconds; called in a process of its own."""
    from corpus.readers.detect import read_file

    alone = FORMATS[path.name][1]
    data = path.read_bytes()
    run: Callable[[], object] = (lambda: read_file(path)) if way == "ours" else (lambda: alone(data))
    run()
    began, count = time.process_time(), 0
    while count < 2 or time.process_time() - began < seconds:
        run()
        count += 1
    took = (time.process_time() - began) / count
    articles = len(read_file(path)) if way == "ours" else 0
    return {"seconds": took, "articles": articles, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def main() -> None:
    """Measure all formats and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(Path(options.measure[0]), options.measure[1], options.seconds)))
        return
    print("| file | size, kB | articles a second | peak memory, MB | library alone, ms | ours, ms | ratio |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, (make, _) in FORMATS.items():
            path = Path(folder) / name
            path.write_bytes(make())
            found = {}
            for way in ("alone", "ours"):
                command = [sys.executable, __file__, "--seconds", str(options.seconds), "--measure", str(path), way]
                found[way] = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            ours, alone = found["ours"], found["alone"]
            print(
                f"| {name} | {path.stat().st_size / 1000:.0f} | {ours['articles'] / ours['seconds']:.0f} | {ours['peak']:.0f} "
                f"| {alone['seconds'] * 1000:.1f} | {ours['seconds'] * 1000:.0f} | {ours['seconds'] / alone['seconds']:.1f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
