"""All movements by name; a new one is one small file and one line here."""

from lab.movements.hinge import DEADLIFT, HIP_HINGE
from lab.movements.gait import RUN, WALK
from lab.movements.sit_to_stand import SIT_TO_STAND
from lab.movements.squat import OVERHEAD_SQUAT, SQUAT
from lab.script import Movement

_ALL = (SQUAT, OVERHEAD_SQUAT, HIP_HINGE, DEADLIFT, SIT_TO_STAND, WALK, RUN)
MOVEMENTS: dict[str, Movement] = {movement.name: movement for movement in _ALL}
