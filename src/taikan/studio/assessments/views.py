"""Files of the vault, to those who may see them."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from taikan.studio.assessments.models import AssessmentFile, Recording
from taikan.studio.clients.models import Document
from taikan.studio.guard import opens
from taikan.studio.vault.responses import send


@require_safe
@opens(Recording, "recording")
def recording_file(request: HttpRequest, recording: Recording) -> HttpResponseBase:
    """The video or photo itself, with range requests; gone after its time."""
    if recording.file is None:
        raise Http404
    return send(request, recording.file)


@require_safe
@opens(AssessmentFile, "file")
def assessment_file(request: HttpRequest, file: AssessmentFile) -> HttpResponseBase:
    """A picture, video, table or report made from an assessment."""
    return send(request, file.file, name=file.name)


@require_safe
@opens(Document, "document")
def document_file(request: HttpRequest, document: Document) -> HttpResponseBase:
    """A file kept with the client."""
    return send(request, document.file)
