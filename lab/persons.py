"""Who is filmed: people as data, from files or drawn from a seed."""

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

Sex = Literal["female", "male"]


class Person(BaseModel):
    """One person. ``muscle`` 0..1, ``shape`` the body model's local shapes by name, -1..1; ``ancestry`` shares of the
    model's African, Asian and Caucasian shapes; ``skin`` and ``hair`` RGB 0..1."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    age: float = Field(ge=18, le=90)
    sex: Sex
    height_cm: float = Field(ge=140, le=205)
    mass_kg: float = Field(ge=35, le=180)
    muscle: float = Field(default=0.5, ge=0, le=1)
    ancestry: tuple[float, float, float] = (0.1, 0.8, 0.1)
    shape: dict[str, float] = {}
    skin: tuple[float, float, float] = (0.85, 0.68, 0.56)
    hair: tuple[float, float, float] = (0.08, 0.06, 0.05)
    hair_style: Literal["short", "bun", "long", "bald"] = "short"

    @property
    def bmi(self) -> float:
        """kg/m2."""
        return self.mass_kg / (self.height_cm / 100.0) ** 2


@lru_cache
def known_people() -> dict[str, Person]:
    """The people of ``lab/people/*.toml`` by id."""
    found = [p for p in files("lab").joinpath("people").iterdir() if p.name.endswith(".toml")]
    people = [Person(**tomllib.loads(p.read_text(encoding="utf-8"))) for p in sorted(found, key=lambda p: p.name)]
    return {person.id: person for person in people}


def draw_person(seed: int) -> Person:
    """An adult of 18-80, either sex, thin to obese; the same for the same seed.

    Heights follow adult means of 172 and 159 cm (SD 6.5 and 6), less 1 cm a decade over 50; the body mass index is
    log-normal around 23.5 [D].
    """
    rng = np.random.default_rng([seed, 1])
    sex: Sex = "female" if rng.random() < 0.5 else "male"
    age = float(rng.uniform(18, 80))
    mean, sd = (159.0, 6.0) if sex == "female" else (172.0, 6.5)
    height = float(np.clip(rng.normal(mean, sd) - 0.1 * max(age - 50.0, 0.0), 145.0, 195.0))
    bmi = float(np.clip(np.exp(rng.normal(np.log(23.5), 0.17)), 17.5, 38.0))
    tone = float(rng.uniform(0.25, 1.0))
    ancestry = rng.dirichlet([1.0, 2.0, 1.5])
    hair = np.array([0.10, 0.07, 0.05]) + rng.uniform(0, 0.35) * np.array([1.0, 0.75, 0.5])
    grey = np.clip((age - 45.0) / 35.0 + rng.normal(0, 0.2), 0.0, 1.0)
    styles = ("short", "bun", "long") if sex == "female" else ("short", "short", "short", "bald")
    return Person(
        id=f"drawn_{seed}",
        age=round(age, 1),
        sex=sex,
        height_cm=round(height, 1),
        mass_kg=round(bmi * (height / 100.0) ** 2, 1),
        muscle=float(np.clip(rng.normal(0.5 if sex == "male" else 0.42, 0.15), 0.1, 0.95)),
        ancestry=(float(ancestry[0]), float(ancestry[1]), float(ancestry[2])),
        skin=(0.32 + 0.62 * tone, 0.19 + 0.58 * tone, 0.13 + 0.52 * tone),
        hair=tuple(float(v) for v in hair * (1 - grey) + 0.75 * grey),
        hair_style=styles[int(rng.integers(len(styles)))],  # type: ignore[arg-type]
    )
