"""Folders of recordings named by test, and measuring them one after the other; a bad one never stops the rest.

``<test>[_left|_right][_<n>].<ending>``, in any case; people's folders hold such files each.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from taikan.core.errors import (
    FileNotPermittedError,
    FileProblemError,
    FolderMissingError,
    NoRecordingsError,
    NotAFolderError,
    TestExcludedError,
)
from taikan.core.records import Reason, Sex
from taikan.movement_tests.registry import movement_tests
from taikan.pose.recording import ModelName
from taikan.progress.repeatability import Repeatability
from taikan.progress.trials import Skipped, Trial
from taikan.workflows.analysis import Analysis, AnalyzeSettings, Progress
from taikan.workflows.analyze import analyze

VIDEO_ENDINGS = frozenset({"mp4", "mov", "m4v", "webm", "mkv", "avi", "mpg", "mpeg", "mts", "3gp"})
PHOTO_ENDINGS = frozenset({"jpg", "jpeg", "png", "heic", "heif", "webp"})
LAYOUT = "<test>[_left|_right][_<n>].mp4"
PEOPLE_LAYOUT = f"<person>/{LAYOUT}"
_NAME = re.compile(r"(?P<test>.+?)(?:_(?P<side>left|right))?(?:_(?P<number>\d+))?")
_OTHER_JOBS = frozenset({"client.toml", "manual.toml", "answers.json", "Thumbs.db", "desktop.ini"})


@dataclass(frozen=True)
class Recording:
    """A file whose name says what it shows. ``file`` is its path below the folder that was given."""

    path: Path
    file: str
    test: str
    side: Literal["left", "right"] | None = None
    number: int = 0
    person: str = ""


@dataclass(frozen=True)
class Found:
    """What a folder holds: recordings by test, side and number, and the files that are none, with the reason."""

    recordings: tuple[Recording, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True)
class FolderSettings:
    """What a person may choose for a whole folder; see ``AnalyzeSettings``."""

    model: ModelName = "full"
    height_cm: float | None = None
    workers: int | None = None
    gym_error: Repeatability | None = None
    age: float | None = None
    sex: Sex | None = None
    modifiers: tuple[str, ...] = ()

    def of(self, recording: Recording) -> AnalyzeSettings:
        """The settings for one recording."""
        return AnalyzeSettings(
            test=recording.test,
            side=recording.side,
            height_cm=self.height_cm,
            model=self.model,
            workers=self.workers,
            gym_error=self.gym_error,
            age=self.age,
            sex=self.sex,
            modifiers=self.modifiers,
        )


Keep = Callable[[Recording, Analysis], str | None]
"""Called with each analysis; says where its own report went, below the output."""


def read_folder(folder: Path) -> Found:
    """The recordings directly in ``folder``; folders, hidden files and a client's own files are passed over.

    Raises
    ------
    FolderMissingError, NotAFolderError, FileNotPermittedError
        If it cannot be listed.
    NoRecordingsError
        If it holds nothing at all.
    """
    return _checked(_found(_list(folder)[0]), folder, LAYOUT)


def read_people(folder: Path) -> Found:
    """The recordings in the people's folders directly in ``folder``; raises as ``read_folder`` does."""
    files, people = _list(folder)
    loose = tuple(_skip(file.name, "not_in_a_persons_folder") for file in files)
    parts = [_found(_list(person)[0], person.name) for person in people]
    recordings = tuple(r for part in parts for r in part.recordings)
    return _checked(Found(recordings, (*loose, *(s for part in parts for s in part.skipped))), folder, PEOPLE_LAYOUT)


def measure_recordings(
    recordings: Iterable[Recording],
    settings: FolderSettings,
    progress: Progress | None = None,
    keep: Keep | None = None,
) -> tuple[tuple[Trial, ...], tuple[Skipped, ...]]:
    """The recordings that could be measured, and the others with the reason, both in order.

    Raises what ``analyze`` raises, except for a file that cannot be used and a test that the person's codes exclude.
    """
    todo, trials, skipped = tuple(recordings), list[Trial](), list[Skipped]()
    for number, recording in enumerate(todo):
        if progress is not None:
            progress("recordings", number, len(todo))
        try:
            analysis = analyze(recording.path, settings.of(recording), progress)
        except (FileProblemError, TestExcludedError) as error:
            values = {name: str(value) for name, value in error.values.items()}
            skipped.append(Skipped(file=recording.file, reasons=(Reason(code=error.code, values=values),)))
            continue
        folder, result = keep(recording, analysis) if keep else None, analysis.result
        if result.verdict.valid:
            trials.append(Trial(recording.file, result, recording.side or "none", recording.person, folder))
        else:
            skipped.append(Skipped(file=recording.file, reasons=result.verdict.reasons, folder=folder))
    if progress is not None:
        progress("recordings", len(todo), len(todo))
    return tuple(trials), tuple(skipped)


def _list(folder: Path) -> tuple[list[Path], list[Path]]:
    """Files and folders in ``folder`` that are a person's, each by name."""
    try:
        entries = sorted(e for e in folder.iterdir() if not e.name.startswith(".") and e.name not in _OTHER_JOBS)
    except FileNotFoundError as problem:
        raise FolderMissingError(path=str(folder)) from problem
    except NotADirectoryError as problem:
        raise NotAFolderError(path=str(folder)) from problem
    except PermissionError as problem:
        raise FileNotPermittedError(path=str(folder)) from problem
    return [e for e in entries if not e.is_dir()], [e for e in entries if e.is_dir()]


def _found(files: Iterable[Path], person: str = "") -> Found:
    read = [_read(file, person) for file in files]
    recordings = [r for r in read if isinstance(r, Recording)]
    recordings.sort(key=lambda r: (r.test, r.side or "", r.number, r.file))
    return Found(tuple(recordings), tuple(s for s in read if isinstance(s, Skipped)))


def _read(path: Path, person: str) -> Recording | Skipped:
    file = f"{person}/{path.name}" if person else path.name
    if path.suffix.lower().removeprefix(".") not in VIDEO_ENDINGS | PHOTO_ENDINGS:
        return _skip(file, "not_a_recording")
    parts = _NAME.fullmatch(path.stem.lower())
    assert parts is not None, "a file with an ending has a stem"
    test, side = parts["test"], parts["side"]
    if test not in movement_tests():
        close = get_close_matches(test, movement_tests(), n=1, cutoff=0.5)
        suggestion = close[0] if close else ", ".join(movement_tests())
        return _skip(file, "unknown_test_name", name=test, suggestion=suggestion)
    named: Literal["left", "right"] | None = "left" if side == "left" else "right" if side == "right" else None
    return Recording(path, file, test, named, int(parts["number"] or 0), person)


def _skip(file: str, code: str, **values: str) -> Skipped:
    return Skipped(file=file, reasons=(Reason(code=code, values=dict(values)),))


def _checked(found: Found, folder: Path, layout: str) -> Found:
    if not found.recordings and not found.skipped:
        raise NoRecordingsError(path=str(folder), layout=layout)
    return found
