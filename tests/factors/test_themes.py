"""Which themes a client reads, and in what order."""

from factor_clients import client, graded, table

from taikan.factors.engine import build_profile
from taikan.factors.records import ClientEvidence, Pin


def strong(*codes: str) -> ClientEvidence:
    return ClientEvidence(observations=tuple(graded(c, "red") for c in codes))


MOBILE = strong("rom.th_rot", "rom.th_ext", "rom.sh_flex", "rom.apley", "rom.scap_retract")


def test_a_very_weakly_supported_theme_does_not_lead() -> None:
    profile = build_profile(MOBILE, table())
    assert profile.themes == ()
    assert [t.id for t in profile.held_back] == ["upper"]
    assert "nothing_stands_out" in profile.messages


def test_it_may_lead_where_the_pattern_of_pain_fits() -> None:
    fitting = MOBILE.model_copy(update={"tags": {"sit": -1}})
    assert build_profile(fitting, table()).themes[0].id == "upper"


def test_it_may_lead_where_the_trainer_puts_it_first() -> None:
    pin = Pin(factor="mob.thoracic", choice="first", reason="own wish of the client")
    profile = build_profile(MOBILE.model_copy(update={"pins": (pin,)}), table())
    assert profile.themes[0].id == "upper"
    assert profile.pins == (pin,)


def test_a_factor_left_out_counts_in_no_theme_but_stays_listed() -> None:
    pin = Pin(factor="life.sitting_time", choice="leave_out", reason="changes jobs next week")
    profile = build_profile(client("desk_worker").model_copy(update={"pins": (pin,)}), table())
    assert all(pin.factor not in t.factors for t in profile.themes)
    assert profile.factor(pin.factor).priority > 0.5


def test_preference_orders_only_practically_equal_themes() -> None:
    evidence = client("osteoporosis")
    usual = [t.id for t in build_profile(evidence, table()).themes]
    assert usual[2:4] == ["activity", "hipstr"]
    preferring = evidence.model_copy(update={"preferred_themes": ("hipstr",)})
    wished = [t.id for t in build_profile(preferring, table()).themes]
    assert wished[:4] == ["confidence", "movement", "hipstr", "activity"]


def test_little_evidence_is_never_called_found() -> None:
    profile = build_profile(strong("end.plank"), table())
    factor = profile.factor("trunk.endurance")
    assert factor.probability > 0.5
    assert not factor.found
    assert "trunk.endurance" in profile.unknown
