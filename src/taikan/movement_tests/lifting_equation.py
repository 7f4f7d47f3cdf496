"""The revised NIOSH lifting equation (Waters 1994, public domain): the weight most healthy adults can lift so. Pure."""

LOAD_CONSTANT_KG = 23.0


def recommended_weight_limit_kg(
    horizontal_cm: float,
    vertical_cm: float,
    travel_cm: float,
    asymmetry_deg: float = 0.0,
    frequency: float = 1.0,
    coupling: float = 1.0,
) -> float:
    """23 kg times one multiplier for each way in which a lift is harder than the easiest one.

    Parameters
    ----------
    horizontal_cm : hands ahead of the middle of the ankles; under 25 counts as 25, beyond 63 nothing may be lifted.
    vertical_cm : hands above the floor at the start, 0..175.
    travel_cm : how far the hands rise; under 25 counts as 25, beyond 175 nothing may be lifted.
    asymmetry_deg : how far the load is to one side, 0..135.
    frequency, coupling : multipliers 0..1 from the tables of the manual; 1 for a rare lift with good handles.
    """
    if horizontal_cm > 63.0 or not 0.0 <= vertical_cm <= 175.0 or travel_cm > 175.0 or abs(asymmetry_deg) > 135.0:
        return 0.0
    horizontal = 25.0 / max(horizontal_cm, 25.0)
    vertical = 1.0 - 0.003 * abs(vertical_cm - 75.0)
    travel = 0.82 + 4.5 / max(travel_cm, 25.0)
    asymmetry = 1.0 - 0.0032 * abs(asymmetry_deg)
    return LOAD_CONSTANT_KG * horizontal * vertical * travel * asymmetry * frequency * coupling
