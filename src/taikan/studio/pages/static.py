"""Static files, read in threads so that the event loop is never held up."""

from collections.abc import AsyncIterator
from typing import BinaryIO

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import FileResponse, HttpRequest
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

BLOCK = 1 << 16


class StaticMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise whose files can be sent by an asynchronous server."""

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> FileResponse:
        """The file, in blocks."""
        response = WhiteNoiseMiddleware.serve(static_file, request)
        if isinstance(request, ASGIRequest) and getattr(response, "file_to_stream", None) is not None:
            response.streaming_content = in_blocks(response.file_to_stream)
        return response


async def in_blocks(file: BinaryIO) -> AsyncIterator[bytes]:
    """What is left of ``file``, which is closed at the end."""
    read = sync_to_async(file.read, thread_sensitive=False)
    try:
        while block := await read(BLOCK):
            yield block
    finally:
        file.close()
