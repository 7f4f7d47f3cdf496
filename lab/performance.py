"""What a person does: commanded motion over time, from which every bone's place follows."""

from dataclasses import dataclass

from lab.rotations import FloatArray
from lab.skeleton import SIDES, SPINE


@dataclass(frozen=True)
class Repetition:
    """One repetition as it was commanded; ``side`` is left, right or none; ``partial`` if it is not a whole one."""

    index: int
    start_s: float
    bottom_s: float
    end_s: float
    side: str = "none"
    partial: bool = False


@dataclass(frozen=True)
class InjectedFault:
    """A fault that was put in: its id in ``knowledge/form_faults``, when it shows, and how large it gets."""

    code: str
    repetition: int
    start_s: float
    end_s: float
    size: float
    unit: str


@dataclass(frozen=True)
class Contact:
    """A part of one side that touches the ground (or a seat) between two times."""

    side: str
    part: str
    start_s: float
    end_s: float


@dataclass(frozen=True, eq=False)
class Leg:
    """(T,) each. A planted foot: ``ankle_m`` (T, 3) and the foot's turn outwards and heel-up pitch; knees by two-bone
    reach towards the toes (upwards with ``knees_up``), turned inwards by ``knee_in_deg`` about the hip-ankle line.
    A free leg (``planted`` false): joint angles against the pelvis. ``heel_up_deg`` bends the toes back in both."""

    planted: bool
    ankle_m: FloatArray
    toe_out_deg: FloatArray
    heel_up_deg: FloatArray
    knee_in_deg: FloatArray
    hip_flexion_deg: FloatArray
    hip_abduction_deg: FloatArray
    hip_rotation_deg: FloatArray
    knee_flexion_deg: FloatArray
    ankle_dorsiflexion_deg: FloatArray
    knees_up: bool = False


@dataclass(frozen=True, eq=False)
class Arm:
    """(T,) degrees each, in the world's frame (``hangs``: gravity decides) or the chest's; ``hand_m`` (T, 3) overrides
    them wherever it is finite, with the elbow towards ``elbow_to`` (3,).
    ``wrist_deg`` turns the hand about the elbow's axis, as on the floor; ``grip_deg`` curls the fingers."""

    hangs: bool
    flexion_deg: FloatArray
    abduction_deg: FloatArray
    rotation_deg: FloatArray
    elbow_flexion_deg: FloatArray
    hand_m: FloatArray
    elbow_to: tuple[float, float, float]
    grip_deg: float = 20.0
    wrist_deg: FloatArray | float = 0.0


@dataclass(frozen=True, eq=False)
class Prop:
    """A thing that is used: ``place_m`` (T, 3) or (3,) its origin, ``size_m`` depth, height, width where it has any."""

    name: str
    place_m: FloatArray
    size_m: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, eq=False)
class Performance:
    """The commanded motion of T frames, lab frame (x forward, y up, z right), metres and degrees.

    ``pelvis_m`` (T, 3) middle of the hip joints; ``pelvis_tilt_deg`` forward, ``pelvis_list_deg`` right side up,
    ``pelvis_turn_deg`` to the left. ``spine_*`` (T, 5) each spine bone against the one below, from the rest pose.
    Lying is a pelvis tilt of +90 (face down, head along +x) or -90 (on the back, head along -x).
    """

    time_s: FloatArray
    pelvis_m: FloatArray
    pelvis_tilt_deg: FloatArray
    pelvis_list_deg: FloatArray
    pelvis_turn_deg: FloatArray
    spine_flexion_deg: FloatArray
    spine_side_deg: FloatArray
    spine_turn_deg: FloatArray
    neck_flexion_deg: FloatArray
    head_flexion_deg: FloatArray
    legs: dict[str, Leg]
    arms: dict[str, Arm]
    repetitions: tuple[Repetition, ...] = ()
    faults: tuple[InjectedFault, ...] = ()
    contacts: tuple[Contact, ...] = ()
    props: tuple[Prop, ...] = ()

    def __post_init__(self) -> None:
        count = len(self.time_s)
        if self.pelvis_m.shape != (count, 3) or self.spine_flexion_deg.shape != (count, len(SPINE)):
            raise ValueError("a performance needs one row a frame")
        if set(self.legs) != set(SIDES) or set(self.arms) != set(SIDES):
            raise ValueError("a performance needs both legs and both arms")
