"""Static files, read in threads so that the event loop is never held up."""

from collections.abc import AsyncIterator
from typing import BinaryIO

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import FileResponse, HttpRequest
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

BLOCK = 1 << 16


class StaticMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise whose files can be sent by an asynchronous server."""

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> FileResponse:
        """The file, in blocks."""
        return sendable(request, WhiteNoiseMiddleware.serve(static_file, request))


def sendable(request: HttpRequest, response: FileResponse) -> FileResponse:
    """``response`` read in threads where the server is asynchronous."""
    file = getattr(response, "file_to_stream", None)
    if isinstance(request, ASGIRequest) and file is not None:
        response.streaming_content = in_blocks(file)
    return response


async def in_blocks(file: BinaryIO) -> AsyncIterator[bytes]:
    """What is left of ``file``, which is closed at the end."""
    read = sync_to_async(file.read, thread_sensitive=False)
    try:
        while block := await read(BLOCK):
            yield block
    finally:
        file.close()
