"""How soon the chat can be used, beside a bare Gradio page with the same components, opened in turn in the same run.

    python benchmarks/page.py [--times 7]

Usable means that the question box is there, takes the focus and a letter typed into it. A fresh browser context each time, so
nothing is cached; the first opening of each is not counted. Also measured: from Enter to the first sign of an answer.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
BARE = """
import gradio as gr
with gr.Blocks() as blocks:
    gr.Markdown("# Bare")
    chat = gr.Chatbot(examples=[{"text": "a"}, {"text": "b"}])
    gr.Markdown("filters")
    box = gr.Textbox(elem_id="question", submit_btn=True, autofocus=True)
    context = gr.Textbox(visible="hidden")
    button = gr.Button("Open", visible="hidden")
    box.submit(lambda said, _: [{"role": "user", "content": said}], [box, context], [chat])
    button.click(lambda _: [], [context], [chat], queue=False)
    blocks.load(lambda: "# Bare", None, [])
blocks.launch(server_port=PORT, ssr_mode=False, quiet=True)
"""


@contextmanager
def served(command: list[str], port: int) -> Iterator[str]:
    """Run a server until the block ends."""
    environment = {**os.environ, "GRADIO_ANALYTICS_ENABLED": "False"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            for _ in range(1200):
                with closing(socket.socket()) as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        return int(free.getsockname()[1])


def usable_after(browser: Browser, address: str) -> float:
    """Return seconds from opening a page until its box takes a letter."""
    context = browser.new_context()
    page = context.new_page()
    started = time.perf_counter()
    page.goto(address, wait_until="commit")
    box = page.locator("#question textarea")
    box.wait_for()
    box.press("x")
    page.wait_for_function("document.querySelector('#question textarea').value === 'x'")
    took = time.perf_counter() - started
    context.close()
    return took


def first_sign_after(page: Page) -> float:
    """Return milliseconds from Enter until the question stands in the conversation."""
    page.locator("#question textarea").fill("Who was hurt?")
    return float(
        page.evaluate(
            """() => new Promise(done => {
                const rows = document.querySelectorAll("#chat .user-row").length, start = performance.now();
                new MutationObserver((_, observer) => {
                    if (document.querySelectorAll("#chat .user-row").length === rows) return;
                    observer.disconnect();
                    done(performance.now() - start);
                }).observe(document.querySelector("#chat"), { childList: true, subtree: true });
                const enter = { key: "Enter", bubbles: true, cancelable: true };
                document.querySelector("#question textarea").dispatchEvent(new KeyboardEvent("keypress", enter));
            })"""
        )
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=7)
    times = parser.parse_args().times
    ours, bare = free_port(), free_port()
    chosen = os.environ.get("CUTTINGS_CHROMIUM") or (str(CHROMIUM) if CHROMIUM.exists() else None)
    with (
        tempfile.TemporaryDirectory() as archive,
        served([sys.executable, "-m", "qa.cli", "serve", "--port", str(ours), "--archive", archive], ours) as cuttings,
        served([sys.executable, "-c", BARE.replace("PORT", str(bare))], bare) as plain,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chosen, args=FLAGS)
        pairs = [(usable_after(browser, plain), usable_after(browser, cuttings)) for _ in range(times + 1)][1:]
        page = browser.new_page()
        page.goto(cuttings)
        page.locator("#question textarea").wait_for()
        page.wait_for_timeout(1000)
        signs = []
        for _ in range(times):
            signs.append(first_sign_after(page))
            page.locator("#chat .answer.searching").wait_for(state="detached")
            page.wait_for_timeout(600)
        browser.close()
    for name, seconds in (("bare Gradio page", [a for a, _ in pairs]), ("Cuttings", [b for _, b in pairs])):
        print(
            f"{name:18} usable after {statistics.median(seconds):.2f} s (from {min(seconds):.2f} to {max(seconds):.2f})"
        )
    print(f"{'difference':18} {statistics.median(b - a for a, b in pairs):+.2f} s; at most 0.50 s is the aim")
    print(
        f"{'first sign':18} {statistics.median(signs):.0f} ms after Enter (at most {max(signs):.0f}); the aim is 300 ms"
    )


if __name__ == "__main__":
    main()
