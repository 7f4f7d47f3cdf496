"""A real Chromium in front of a real studio: ``taikan serve`` on a free port with a data folder of its own.

Playwright keeps an event loop in its thread and Django refuses to work beside one; so everything that asks Django runs
in other processes, and both end with this folder's tests.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from live import ROOT, SIZES, LiveStudio, Opens
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

CHROMIUM = shutil.which("chromium")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE_S = 60


@pytest.fixture(scope="package")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveStudio]:
    """The studio of ``seed.py``, served."""
    data = tmp_path_factory.mktemp("studio")
    environment = _environment(data)
    seeded = subprocess.run(
        [sys.executable, str(ROOT / "tests/browser/seed.py")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert seeded.returncode == 0, seeded.stderr
    port = _free_port()
    options = ["--no-https", "--host", "127.0.0.1", "--port", str(port), "--data", str(data)]
    with (data / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "taikan.cli.main", "serve", *options], env=environment, stdout=log, stderr=log
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url, server, data / "server.log")
            yield LiveStudio(url, data / "studio.sqlite3", json.loads(seeded.stdout.splitlines()[-1]))
        finally:
            server.terminate()
            server.wait(PATIENCE_S)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    if CHROMIUM is None:
        pytest.skip("needs chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def opened(studio: LiveStudio, chromium: Browser) -> Iterator[Opens]:
    """``opened(who, size, language)``: a page of a browser of its own, logged in as ``who``.

    The test fails if any page asked another host for anything.
    """
    contexts: list[BrowserContext] = []
    elsewhere: list[str] = []

    def look(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and f"{address.scheme}://{address.netloc}" != studio.url:
            elsewhere.append(request.url)

    def open_one(who: str | None = None, size: str = "phone", language: str = "ja") -> Page:
        context = chromium.new_context(viewport=SIZES[size], base_url=studio.url, locale=language)
        context.on("request", look)
        context.set_default_timeout(10_000)
        cookies = {"language": language} | ({"sessionid": studio.told["sessions"][who]} if who else {})
        context.add_cookies([{"name": name, "value": value, "url": studio.url} for name, value in cookies.items()])
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    assert elsewhere == []


def _environment(data: Path) -> dict[str, str]:
    """This process's, without settings of other studios."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("TAIKAN_", "DJANGO_", "DATABASE_"))
    }
    paths = [str(ROOT / "src"), str(ROOT / "tests/studio"), os.environ.get("PYTHONPATH", "")]
    return kept | {
        "PYTHONPATH": os.pathsep.join(paths),
        "TAIKAN_DATA": str(data),
        "TAIKAN_HTTPS": "no",
        "DJANGO_SETTINGS_MODULE": "taikan.studio.settings.web",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()
        try:
            # The port is open before the pages are: the first answer may take its time.
            urllib.request.urlopen(f"{url}/health/", timeout=PATIENCE_S).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(log.read_text())
