"""Mails with a hostile text in the places where they have text."""

import base64

from tests.growth.made import HEAD, SENTENCE, Make, raw


def _multipart(text: str) -> bytes:
    parts = "".join(f"--b\nContent-Type: text/plain\n\n{text[at : at + 200]}\n" for at in range(0, len(text), 250))
    return raw(f"{HEAD}Content-Type: multipart/mixed; boundary=b\n\n{parts}--b--\n")


MAIL: dict[str, Make] = {
    "body": lambda text: raw(f"{HEAD}\n{SENTENCE}\n\n{text}\n"),
    "quoted printable": lambda text: raw(
        f"{HEAD}Content-Type: text/plain; charset=utf-8; format=flowed\nContent-Transfer-Encoding: quoted-printable\n\n{text}\n"
    ),
    "base64": lambda text: raw(
        f"{HEAD}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
        f"{base64.encodebytes(raw(text)).decode()}\n"
    ),
    "damaged base64": lambda text: raw(f"{HEAD}Content-Transfer-Encoding: base64\n\n{text}\n"),
    "HTML": lambda text: raw(f"{HEAD}Content-Type: text/html; charset=utf-8\n\n<p>{SENTENCE}</p>{text}\n"),
    "subject": lambda text: raw(f"Subject: {' '.join(text.split())}\n{HEAD}\n{SENTENCE}\n"),
    "sender": lambda text: raw(f"From: {' '.join(text.split())}\n{HEAD}\n{SENTENCE}\n"),
    "date": lambda text: raw(f"Date: {' '.join(text.split())}\n{HEAD}\n{SENTENCE}\n"),
    "content type": lambda text: raw(f"{HEAD}Content-Type: text/plain; {' '.join(text.split())}\n\n{SENTENCE}\n"),
    "file name": lambda text: raw(
        f"{HEAD}Content-Type: text/plain\nContent-Disposition: attachment; filename={' '.join(text.split())}\n\n{SENTENCE}\n"
    ),
    "boundary": lambda text: raw(
        f"{HEAD}Content-Type: multipart/mixed; boundary=\"{' '.join(text.split())[:60]}\"\n\n{text}\n{SENTENCE}\n"
    ),
    "folded header": lambda text: raw(HEAD + "".join(f" {line}\n" for line in text.splitlines() if line) + f"\n{SENTENCE}"),
    "parts": _multipart,
    "forwarded": lambda text: raw(f"{HEAD}\n---------- Forwarded message ---------\nFrom: a\nSubject: {text}\n\n{SENTENCE}\n"),
}  # fmt: skip
