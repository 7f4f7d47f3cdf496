"""The command's manners: statuses, one sentence on stderr, no traceback, nothing heavy loaded for nothing."""

import errno
import subprocess
import sys
from collections.abc import Callable

import click
import pytest

from taikan import __version__
from taikan.cli.main import LazyGroup, main
from taikan.core.errors import FileMissingError, UnknownNameError, UsageError, WeightsMissingError
from taikan.knowledge.loader import load_knowledge

Run = Callable[..., int]


@pytest.fixture
def run_raising(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``taikan job`` where the job raises the error given."""

    def run(problem: BaseException, *arguments: str) -> int:
        def job() -> None:
            raise problem

        command = click.Command("job", callback=job)
        monkeypatch.setattr(LazyGroup, "get_command", lambda _self, _ctx, _name: command)
        return main(["job", *arguments])

    return run


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip().endswith(__version__)


def test_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert "doctor" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["nosuch"], "nosuch"),
        (["doktor"], "doctor"),
        (["main"], "main"),
        (["_language"], "_language"),
        (["--nosuch"], "--nosuch"),
        (["analyze", "x.mp4", "--tset", "squat"], "--test"),
        (["analyze", "x.mp4"], "--test"),
        (["analyze", "--test", "squat"], "VIDEO"),
        (["analyze", "x.mp4", "--test"], "--test"),
        (["analyze", "x.mp4", "y.mp4", "--test", "squat"], "y.mp4"),
        (["analyze", "x.mp4", "--test", "squat", "--height-cm=9"], "80-250"),
        (["analyze", "x.mp4", "--test", "squat", "--height-cm", "tall"], "tall"),
        (["analyze", "x.mp4", "--test", "squat", "--person", "0"], ">= 1"),
        (["analyze", "x.mp4", "--test", "squat", "--model", "huge"], "lite, full, heavy"),
        (["doctor", "--lang", "fr"], "ja, en"),
    ],
)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_wrong_use_is_status_2_and_says_what_was_wrong(
    arguments: list[str], named: str, language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", f"{language}_XX.UTF-8")
    assert main(arguments) == 2
    streams = capsys.readouterr()
    assert named in streams.err
    assert streams.out == ""
    assert any(ord(c) > 0x3000 for c in streams.err) == (language == "ja")
    assert 2 <= len(streams.err.strip().splitlines()) <= 3


def test_a_bare_call_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "analyze" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("problem", "status"),
    [
        (WeightsMissingError(name="full", path="/x/full.tflite"), 1),
        (FileMissingError(path="/x/clip.mp4"), 4),
        (UnknownNameError(kind="movement test", name="sqat", suggestion="squat"), 2),
        (OSError(errno.ENOSPC, "No space left on device", "/x/out/frames.csv"), 1),
        (OSError(errno.EROFS, "Read-only file system", "/x/out"), 1),
        (MemoryError(), 1),
        (RuntimeError("something odd"), 1),
    ],
)
def test_errors_become_a_sentence_and_an_action(
    run_raising: Run, capsys: pytest.CaptureFixture[str], problem: Exception, status: int
) -> None:
    assert run_raising(problem) == status
    streams = capsys.readouterr()
    assert streams.out == ""
    assert "Traceback" not in streams.err
    assert 2 <= len(streams.err.strip().splitlines()) <= 3


def test_a_full_disk_is_named_with_its_place(run_raising: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run_raising(OSError(errno.ENOSPC, "No space left on device", "/x/out/frames.csv"))
    shown = capsys.readouterr().err
    assert "/x/out/frames.csv" in shown
    assert load_knowledge().error_action("disk_full", {}).en in shown


def test_an_unexpected_error_names_itself(run_raising: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run_raising(RuntimeError("something odd"))
    assert "RuntimeError: something odd" in capsys.readouterr().err


def test_an_extensions_own_error_speaks_as_its_kind(run_raising: Run, capsys: pytest.CaptureFixture[str]) -> None:
    class NewUsageError(UsageError):
        code = "not_in_our_data"

    assert run_raising(NewUsageError()) == 2
    assert load_knowledge().error_sentence("usage", {}).en in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "locale", "language"),
    [
        ([], "ja_JP.UTF-8", "ja"),
        ([], "de_DE.UTF-8", "en"),
        (["--lang", "ja"], "C", "ja"),
        (["--lang=en"], "ja_JP.UTF-8", "en"),
    ],
)
def test_language_of_errors(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    locale: str,
    language: str,
) -> None:
    def job(**_options: object) -> None:
        raise WeightsMissingError(name="full", path="/x")

    monkeypatch.setenv("LC_ALL", locale)
    command = click.Command("job", callback=job, params=[click.Option(["--lang"])])
    monkeypatch.setattr(LazyGroup, "get_command", lambda _self, _ctx, _name: command)
    main(["job", *arguments])
    action = load_knowledge().error_action("weights_missing", {})
    assert (action.ja if language == "ja" else action.en) in capsys.readouterr().err


def test_ctrl_c(run_raising: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_raising(KeyboardInterrupt()) == 130
    assert load_knowledge().error_sentence("interrupted", {}).en in capsys.readouterr().err


def test_debugging_shows_the_traceback(run_raising: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAIKAN_DEBUG", "1")
    with pytest.raises(RuntimeError, match="odd"):
        run_raising(RuntimeError("odd"))


def test_a_commands_return_value_is_the_status(monkeypatch: pytest.MonkeyPatch) -> None:
    command = click.Command("job", callback=lambda: 3)
    monkeypatch.setattr(LazyGroup, "get_command", lambda _self, _ctx, _name: command)
    assert main(["job"]) == 3


def test_nothing_heavy_is_loaded_to_say_the_version() -> None:
    code = (
        "import sys; from taikan.cli.main import main; main(['--version'])\n"
        "heavy = {'numpy', 'scipy', 'xarray', 'cv2', 'av', 'openvino', 'onnxruntime', 'matplotlib', 'pandas'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
