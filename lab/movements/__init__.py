"""All movements by name; a new one is one small file and one line here."""

from lab.movements.hinge import DEADLIFT, HIP_HINGE
from lab.movements.squat import OVERHEAD_SQUAT, SQUAT
from lab.script import Movement

_ALL = (SQUAT, OVERHEAD_SQUAT, HIP_HINGE, DEADLIFT)
MOVEMENTS: dict[str, Movement] = {movement.name: movement for movement in _ALL}
