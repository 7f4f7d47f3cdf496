"""Two results of one test side by side: what changed by more than measuring error."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from taikan.knowledge.loader import load_knowledge
from taikan.progress.change import compare_tests
from taikan.report.compare import CompareWords, PicturePair, test_page
from taikan.studio.access import find
from taikan.studio.assessments.models import Assessment
from taikan.studio.clients.views import client_context
from taikan.studio.guard import actor_of, opens
from taikan.studio.pages.words import language
from taikan.studio.results.reading import shown_files, summary_of


@require_GET
@opens(Assessment, "assessment")
def before_and_after(request: HttpRequest, assessment: Assessment, before: object) -> HttpResponse:
    """``before`` beside the later ``assessment``: pictures of the same instant, then the numbers."""
    earlier = find(actor_of(request), Assessment, before)
    fits = earlier.client_id == assessment.client_id and earlier.test == assessment.test
    if not fits or not (_is_measured(earlier) and _is_measured(assessment)):
        raise Http404
    change = compare_tests(summary_of(earlier), summary_of(assessment), load_knowledge())
    context = client_context(request, assessment.client, "tests") | {
        "assessment": assessment,
        "before": earlier,
        "page": test_page(change, PicturePair(None, None), CompareWords(load_knowledge(), language())),
        "before_files": shown_files(earlier.files.all()),
        "after_files": shown_files(assessment.files.all()),
    }
    return render(request, "studio/results/compare.html", context)


def _is_measured(assessment: Assessment) -> bool:
    return assessment.status == Assessment.Status.READY
