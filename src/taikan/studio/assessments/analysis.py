"""The job that measures a recording."""

from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from django.utils import timezone

from taikan.core.records import ManualPoint
from taikan.core.texts import Language
from taikan.intake.records import Gate
from taikan.studio.assessments.models import Assessment, AssessmentFile
from taikan.studio.assessments.recordings import delete_recording
from taikan.studio.clients.models import Client
from taikan.studio.intake.safety import client_gate
from taikan.studio.jobs.models import Job
from taikan.studio.jobs.work import Commit, Report
from taikan.studio.vault.store import Prepared, opened, prepare_file
from taikan.workflows.analysis import Analysis, AnalyzeSettings
from taikan.workflows.analyze import analyze
from taikan.workflows.outputs import write_outputs


def run(job: Job, report: Report) -> Commit:
    """Measure the recording of the assessment the job names; what is returned writes result and files."""
    assessment = Assessment.objects.select_related("client__studio", "recording__file").get(pk=job.values["assessment"])
    client, stored = assessment.client, assessment.recording.file
    if stored is None or assessment.result is not None:
        return _nothing
    settings = analyze_settings(assessment, client_gate(client))
    with opened(stored, PurePath(stored.name).suffix) as path:
        analysis = analyze(path, settings, report)
        files = _outputs(analysis, _language(client), assessment.recording.blur_face, report, path.parent)

    def commit() -> None:
        assessment.result = analysis.result.model_dump(mode="json", by_alias=True)
        valid = analysis.result.verdict.valid
        assessment.status = Assessment.Status.READY if valid else Assessment.Status.UNUSABLE
        assessment.save(update_fields=["result", "status"])
        for prepared in files:
            AssessmentFile.objects.create(assessment=assessment, name=prepared.name, file=prepared.adopt())
        if not client.studio.keep_recordings:
            delete_recording(assessment.recording)

    return commit


def analyze_settings(assessment: Assessment, gate: Gate) -> AnalyzeSettings:
    """What is known of the client and was chosen for this recording."""
    client, chosen = assessment.client, assessment.settings
    side = assessment.side or None
    return AnalyzeSettings(
        test=assessment.test,
        side=side if side in {"left", "right"} else None,  # type: ignore[arg-type]
        person=chosen.get("person"),
        height_cm=client.height_cm,
        options=chosen.get("options", {}),
        age=client.age_on(timezone.localdate()),
        sex=client.sex or None,  # type: ignore[arg-type]
        points=tuple(ManualPoint.model_validate(point) for point in chosen.get("points", ())),
        modifiers=gate.modifiers,
    )


def _outputs(analysis: Analysis, language: Language, blur: bool, report: Report, parent: Path) -> list[Prepared]:
    """Tables, pictures, video and report, sealed."""
    with TemporaryDirectory(dir=parent) as folder:
        made = write_outputs(analysis, Path(folder) / "result", language, with_blurred_face=blur, progress=report)
        return [prepare_file(file) for file in sorted(made.iterdir())]


def _language(client: Client) -> Language:
    return "en" if client.language == "en" else "ja"


def _nothing() -> None:
    """The recording is gone, or was measured before: there is nothing to write."""
