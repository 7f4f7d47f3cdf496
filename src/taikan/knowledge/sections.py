"""A table of numbers with a reason each, as the settings files of kinematics and pose cleaning are written."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator


class ReasonedSection(BaseModel):
    """A table of numbers; every ``<name>`` comes with ``<name>_why``, which is for readers and not kept.

    ``mark`` says where the numbers come from: D design value, V seen in a source, K known, U uncertain.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    mark: Literal["D", "U", "V", "K"]

    @model_validator(mode="before")
    @classmethod
    def _drop_reasons(cls, table: dict[str, object]) -> dict[str, object]:
        kept = {k: v for k, v in table.items() if not k.endswith("_why")}
        bare = [k for k in kept if k != "mark" and not table.get(f"{k}_why")]
        if bare and len(kept) != len(table):
            raise ValueError(f"no reason given for {', '.join(bare)}")
        return kept
