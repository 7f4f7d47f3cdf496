"""One tree of errors. Each carries a code, an exit status and, for users, one sentence and what to do next.

The sentences live in ``knowledge/errors.toml`` under the same code; this module holds no user-facing text.
"""

from enum import IntEnum
from typing import ClassVar


class ExitStatus(IntEnum):
    """Exit statuses of the ``taikan`` command."""

    OK = 0
    MACHINE = 1
    USAGE = 2
    UNUSABLE_RECORDING = 3
    UNREADABLE_FILE = 4
    SAFETY_STOP = 5
    INTERRUPTED = 130


class TaikanError(Exception):
    """Base of everything Taikan raises on purpose.

    ``code`` names the entry in ``knowledge/errors.toml``; ``values`` fill the placeholders of its sentence.
    """

    code: ClassVar[str] = "internal"
    exit_status: ClassVar[ExitStatus] = ExitStatus.MACHINE

    def __init__(self, **values: object) -> None:
        self.values = values
        details = ", ".join(f"{k}={v}" for k, v in values.items())
        super().__init__(f"{self.code}: {details}" if details else self.code)

    def __reduce__(self) -> tuple[object, ...]:
        """Keep ``values`` when the error crosses from a worker process."""
        return (_rebuild, (type(self), self.values))


def _rebuild(kind: type[TaikanError], values: dict[str, object]) -> TaikanError:
    return kind(**values)


class UsageError(TaikanError):
    """The command was called the wrong way."""

    exit_status = ExitStatus.USAGE
    code = "usage"


class UnknownNameError(UsageError):
    """A test, measure or person that does not exist. Values: ``kind, name, suggestion``."""

    code = "unknown_name"


class WrongOptionError(UsageError):
    """An option that does not fit the test. Values: ``option, value, allowed``."""

    code = "wrong_option"


class TestExcludedError(TaikanError):
    """A code that holds for the person excludes the test. Values: ``test, because_ja, because_en``."""

    __test__ = False
    exit_status = ExitStatus.SAFETY_STOP
    code = "test_excluded"


class MissingArgumentError(UsageError):
    """Something the command needs was not given. Values: ``name, command``."""

    code = "missing_argument"


class WrongAnswerError(UsageError):
    """An answer a question does not allow. Values: ``item, value, allowed``."""

    code = "wrong_answer"


class WordsMissingError(UsageError):
    """A questionnaire whose items may not be shipped in this language. Values: ``name``."""

    code = "words_missing"


class WrongSettingError(UsageError):
    """A setting of the studio with a value it does not take. Values: ``name, value, allowed``."""

    code = "wrong_setting"


class ErrorOfOtherModelError(UsageError):
    """A gym's own error was measured with another pose model. Values: ``made, asked``."""

    code = "error_of_other_model"


class NothingToCompareError(UsageError):
    """Two results without a test in common. Values: ``before, after``, the tests of each."""

    code = "nothing_to_compare"


class OutputExistsError(UsageError):
    """The output folder holds something that is not an earlier result. Values: ``path``."""

    code = "output_exists"


class DataFolderInUseError(OutputExistsError):
    """A backup is to be brought back into a data folder that holds something."""

    code = "data_folder_in_use"


class FileProblemError(TaikanError):
    """The file itself cannot be used. Values: ``path``."""

    exit_status = ExitStatus.UNREADABLE_FILE
    code = "file_unreadable"


class FileMissingError(FileProblemError):
    """No such file."""

    code = "file_missing"


class FileIsDirectoryError(FileProblemError):
    """A directory was given where a file is needed."""

    code = "file_is_directory"


class FileNotPermittedError(FileProblemError):
    """The file may not be read."""

    code = "file_not_permitted"


class FileEmptyError(FileProblemError):
    """The file has no bytes."""

    code = "file_empty"


class NotAVideoError(FileProblemError):
    """The bytes are no media file that can be read."""

    code = "not_a_video"


class NoVideoStreamError(FileProblemError):
    """The file holds sound only."""

    code = "no_video_stream"


class UnknownCodecError(FileProblemError):
    """The video's codec has no decoder here. Values: ``path, codec``."""

    code = "unknown_codec"


class BrokenVideoError(FileProblemError):
    """The video is damaged or cut off so that no frame can be decoded."""

    code = "broken_video"


class BrokenPhotoError(FileProblemError):
    """The photo is damaged, cut off or far too large."""

    code = "broken_photo"


class PhotoFormatError(FileProblemError):
    """A kind of photo that is not read. Values: ``path, format``."""

    code = "photo_format"


class PointsFileError(FileProblemError):
    """A file of points set on a photo that cannot be read as such. Values: ``path``."""

    code = "not_points"


class FolderMissingError(FileProblemError):
    """No such folder."""

    code = "folder_missing"


class NotAFolderError(FileProblemError):
    """A file was given where a folder is needed."""

    code = "not_a_folder"


class NoRecordingsError(FileProblemError):
    """The folder holds no recording named as a job needs it. Values: ``path, layout``."""

    code = "no_recordings"


class ResultFileError(FileProblemError):
    """A result file that is not a Taikan result."""

    code = "not_a_result"


class ProfileFileError(ResultFileError):
    """A file that is not a profile."""

    code = "not_a_profile"


class AnswersFileError(FileProblemError):
    """A file that holds no answers, or no clearance, in the form expected. Values: ``path, problem``."""

    code = "not_answers"


class BackupDamagedError(FileProblemError):
    """A backup of the studio that is not whole. Values: ``path``."""

    code = "backup_damaged"


class RepeatabilityFileError(ResultFileError):
    """A file that holds no gym's own error."""

    code = "not_a_repeatability"


class ProfileInputError(FileProblemError):
    """A file of answers and observations that is broken or says something impossible. Values: ``path, problem``."""

    code = "not_a_profile_input"


class ClientMissingError(FileProblemError):
    """A client's folder without ``client.toml``."""

    code = "client_missing"


class ClientFileError(FileProblemError):
    """A file of a client's folder that is broken or says something impossible. Values: ``path, problem``."""

    code = "not_a_client"


class PlanRequestError(FileProblemError):
    """A file of wishes for a plan that is broken or says something impossible. Values: ``path, problem``."""

    code = "not_a_plan_request"


class UnsafePlanError(TaikanError):
    """The independent check found a safety limit broken in a plan; it is not given out. Values: ``limits``."""

    exit_status = ExitStatus.SAFETY_STOP
    code = "unsafe_plan"


class MachineError(TaikanError):
    """The machine failed us."""

    code = "machine"


class PortInUseError(MachineError):
    """Another program listens where the studio should. Values: ``port``."""

    code = "port_in_use"


class DiskFullError(MachineError):
    """No space left while writing. Values: ``path``."""

    code = "disk_full"


class OutputNotWritableError(MachineError):
    """The output folder cannot be written. Values: ``path``."""

    code = "output_not_writable"


class WeightsMissingError(MachineError):
    """Model weights are not installed. Values: ``name, path``."""

    code = "weights_missing"


class WeightsCorruptError(MachineError):
    """Model weights differ from their recorded checksum. Values: ``name, path``."""

    code = "weights_corrupt"


class RuntimeMissingError(MachineError):
    """No inference runtime is installed."""

    code = "runtime_missing"


class WorkerDiedError(MachineError):
    """A worker process ended unexpectedly."""

    code = "worker_died"


class InterruptedByUserError(TaikanError):
    """Ctrl-C."""

    exit_status = ExitStatus.INTERRUPTED
    code = "interrupted"
