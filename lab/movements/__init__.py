"""All movements by name; a new one is one small file and one line here."""

from lab.movements.bends import BACK_BEND, FORWARD_BEND, SIDE_BEND
from lab.movements.gait import RUN, WALK
from lab.movements.hinge import DEADLIFT, HIP_HINGE
from lab.movements.one_leg import LUNGE, SINGLE_LEG_SQUAT, SINGLE_LEG_STANCE
from lab.movements.posture import POSTURES, SITTINGS
from lab.movements.prone import PRONE
from lab.movements.sit_to_stand import SIT_TO_STAND
from lab.movements.squat import OVERHEAD_SQUAT, SQUAT
from lab.movements.supine import SUPINE
from lab.movements.upper import UPPER
from lab.script import Movement

_ALL = (
    SQUAT,
    OVERHEAD_SQUAT,
    HIP_HINGE,
    DEADLIFT,
    SIT_TO_STAND,
    WALK,
    RUN,
    *POSTURES,
    *SITTINGS,
    FORWARD_BEND,
    SIDE_BEND,
    BACK_BEND,
    SINGLE_LEG_SQUAT,
    SINGLE_LEG_STANCE,
    LUNGE,
    *UPPER,
    *SUPINE,
    *PRONE,
)
MOVEMENTS: dict[str, Movement] = {movement.name: movement for movement in _ALL}
