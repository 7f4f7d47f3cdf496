"""Sending a file of the vault, whole or the part a player asks for."""

import re
from collections.abc import AsyncIterator, Iterator
from urllib.parse import quote

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from taikan.studio.vault.models import StoredFile
from taikan.studio.vault.store import read

RANGE = re.compile(r"bytes=(\d*)-(\d*)$")
DOCUMENT_POLICY = "default-src 'none'; img-src data: 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
"""For pages made by Taikan's own reports, which bring their style along; nothing in them may run or call out."""


def send(request: HttpRequest, stored: StoredFile, *, name: str | None = None, inline: bool = True) -> HttpResponseBase:
    """``stored`` with range requests; ``inline`` shows it, otherwise it is saved under ``name``."""
    tag = f'"{stored.sha256[:32]}"'
    asked = RANGE.match(request.headers.get("Range", "")) if request.headers.get("If-Range", tag) == tag else None
    span = (0, stored.size) if asked is None else _span(asked[1], asked[2], stored.size)
    if span is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{stored.size}"})
    start, stop = span
    parts: Iterator[bytes] | AsyncIterator[bytes] = read(stored, start, stop)
    if isinstance(request, ASGIRequest):
        parts = _in_threads(parts)  # type: ignore[arg-type]
    response = StreamingHttpResponse(parts, status=206 if asked else 200, content_type=stored.content_type)
    response["Content-Length"] = str(stop - start)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    response["Content-Disposition"] = _disposition(name or stored.name, inline)
    if asked:
        response["Content-Range"] = f"bytes {start}-{stop - 1}/{stored.size}"
    if stored.content_type.startswith(("text/html", "image/svg")):
        response["Content-Security-Policy"] = DOCUMENT_POLICY
    return response


def _span(first: str, last: str, size: int) -> tuple[int, int] | None:
    """(start, stop) of a range of a file of ``size``; ``None`` where it lies outside."""
    if first:
        start, stop = int(first), min(int(last) + 1, size) if last else size
    else:
        start, stop = max(size - int(last or 0), 0), size
    return (start, stop) if start < stop else None


async def _in_threads(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Decrypts in threads, so that the event loop is never held up."""
    step = sync_to_async(lambda: next(parts, None), thread_sensitive=False)
    while (part := await step()) is not None:
        yield part


def _disposition(name: str, inline: bool) -> str:
    return f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name)}"
