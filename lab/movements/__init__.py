"""All movements by name; a new one is one file and one line here."""

from lab.movements.squat import SQUAT
from lab.script import Movement

MOVEMENTS: dict[str, Movement] = {movement.name: movement for movement in (SQUAT,)}
