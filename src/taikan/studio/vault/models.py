"""A file of the vault, by its public id."""

import uuid

from django.db import models


class StoredFile(models.Model):
    """One encrypted file. ``size`` is that of the plain content, ``sha256`` its checksum; ``name`` holds no folders."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100, default="application/octet-stream")
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"StoredFile({self.id})"
