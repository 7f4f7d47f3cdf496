"""The plain-http page that prepares a phone: the address as a QR code, the authority's certificate, and the steps.

It knows nothing of the studio's data and runs without Django.
"""

from collections.abc import Awaitable, Callable
from html import escape
from pathlib import Path
from typing import Any

from taikan.core.texts import LANGUAGES, Language
from taikan.knowledge.loader import load_knowledge
from taikan.studio.pages.qr import qr_svg

Send = Callable[[dict[str, Any]], Awaitable[None]]
CERTIFICATE_PATH = "/taikan.crt"
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
STYLE = (Path(__file__).parents[1] / "static/studio/studio.css").read_text
STEPS = {"ios": 4, "android": 4}


class SetupPage:
    """An ASGI application with two addresses: the page and the certificate."""

    def __init__(self, studio_url: str, setup_url: str, authority: Path) -> None:
        self._studio_url, self._setup_url, self._authority = studio_url, setup_url, authority

    async def __call__(self, scope: dict[str, Any], _receive: Any, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        if scope["path"] == CERTIFICATE_PATH:
            await _answer(send, self._authority.read_bytes(), "application/x-x509-ca-cert")
        elif scope["path"] in {"/", "/en"}:
            wanted = "en" if scope["path"] == "/en" or _reads_english(scope) else "ja"
            await _answer(send, self.html("en" if wanted == "en" else "ja").encode(), "text/html; charset=utf-8")
        else:
            await _answer(send, b"", "text/plain", status=302, more=[(b"location", self._studio_url.encode())])

    def html(self, language: Language) -> str:
        """The page in ``language``."""

        def say(key: str, **values: object) -> str:
            return escape(load_knowledge().texts[f"studio.setup.{key}"].format(**values).in_language(language))

        steps = "".join(
            f"<section class='card stack'><h2>{say(f'{phone}.title')}</h2><ol class='steps'>"
            + "".join(f"<li><p>{say(f'{phone}.step_{n}')}</p></li>" for n in range(1, count + 1))
            + "</ol></section>"
            for phone, count in STEPS.items()
        )
        return (
            f"<!doctype html><html lang='{language}'><meta charset='utf-8'>"
            "<meta name='viewport' content='width=device-width, initial-scale=1'>"
            f"<title>{say('title')}</title><style>{STYLE(encoding='utf-8')}</style><main class='page narrow no-nav'>"
            f"<h1>{say('title')}</h1><p>{say('text')}</p>"
            f"<section class='card stack'><h2>{say('scan')}</h2><div class='qr'>{qr_svg(self._setup_url)}</div>"
            f"<p class='link-box'>{escape(self._setup_url)}</p></section>"
            f"<a class='button primary big wide' href='{CERTIFICATE_PATH}'>{say('get')}</a>{steps}"
            f"<a class='button big wide' href='{escape(self._studio_url)}'>{say('open')}</a>"
            f"<p class='soft small'>{say('without')}</p></main></html>"
        )


def _reads_english(scope: dict[str, Any]) -> bool:
    accepted = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1").lower()
    first = next((code for code in LANGUAGES if accepted.startswith(code)), "ja" if not accepted else "en")
    return first == "en"


async def _answer(
    send: Send, body: bytes, kind: str, *, status: int = 200, more: list[tuple[bytes, bytes]] | None = None
) -> None:
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"content-security-policy", POLICY.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"no-store"),
        *(more or []),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
