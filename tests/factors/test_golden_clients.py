"""The worked clients of the clinical list come out with its printed numbers, and the cases it warns of do not."""

import pytest
from factor_clients import NAMES, client, golden, graded, table, with_observations

from taikan.factors.engine import build_profile
from taikan.factors.records import ClientEvidence

TOLERANCE = 0.0051
"""The list prints two decimals; it allows 0.02."""


@pytest.mark.parametrize("name", NAMES)
def test_first_eight_factors(name: str) -> None:
    profile, expected = build_profile(client(name), table()), golden(name)["factors"]
    assert [f.id for f in profile.factors[: len(expected)]] == [row[0] for row in expected]
    for factor, (_, *numbers) in zip(profile.factors, expected, strict=False):
        got = (factor.probability, factor.relevance, factor.priority, factor.completeness)
        assert got == pytest.approx(numbers, abs=TOLERANCE), factor.id


@pytest.mark.parametrize("name", NAMES)
def test_themes_in_order(name: str) -> None:
    profile, expected = build_profile(client(name), table()), golden(name)["themes"]
    assert [t.id for t in profile.themes[: len(expected)]] == [row[0] for row in expected]
    assert [t.score for t in profile.themes[: len(expected)]] == pytest.approx(
        [row[1] for row in expected], abs=TOLERANCE
    )


@pytest.mark.parametrize("name", NAMES)
def test_candidates_for_the_mobility_place(name: str) -> None:
    profile, expected = build_profile(client(name), table()), golden(name)["mobility"]
    assert {f: profile.factor(f).priority for f in profile.mobility} == pytest.approx(dict(expected), abs=TOLERANCE)


def test_of_equal_mobility_factors_the_stronger_theme_decides() -> None:
    assert build_profile(client("desk_worker"), table()).mobility == ("mob.thoracic", "mob.hamstring", "mob.shoulder")


def test_poor_sleep_and_fear_lead_when_all_measures_are_on_target() -> None:
    model = table().model
    physical = [graded(c, "ok") for c, e in model.evidence.items() if e.kind in {"photo", "test"}]
    answers = [graded(c, "red") for c in ("q.sleep.quality", "q.sleep.hours", "q.bel.index", "q.bel.avoid")]
    profile = build_profile(ClientEvidence(observations=(*physical, *answers)), table())
    assert {t.id for t in profile.themes[:2]} == {"recovery", "confidence"}
    assert not {"align", "upper"} & {t.id for t in profile.themes}


@pytest.mark.parametrize("tags", [{}, {"sit": -2, "ext_prov": -2, "stand": -2, "flex_prov": -2}])
def test_posture_alone_never_leads(tags: dict[str, int]) -> None:
    red = tuple(graded(c, "red") for c in table().model.evidence if c.startswith("post."))
    profile = build_profile(ClientEvidence(observations=red, tags=tags), table())
    assert profile.themes == ()
    assert "posture_only" in profile.messages
    assert profile.held_back


@pytest.mark.parametrize("level", ["E", "U"])
def test_no_factor_is_put_out_at_a_level_that_needs_a_doctor_now(level: str) -> None:
    evidence = client("desk_worker").model_copy(update={"level": level})
    profile = build_profile(evidence, table())
    assert (profile.factors, profile.themes, profile.mobility, profile.held_back) == ((), (), (), ())
    assert profile.messages == ("no_factors",)


def test_sides_that_disagree_are_reported_and_not_averaged() -> None:
    one = ClientEvidence(observations=(graded("rom.hip_ir", "red", side="left"),))
    both = with_observations(one, graded("rom.hip_ir", "ok", side="right"))
    alone, disagreeing = (build_profile(c, table()).factor("mob.hip_rotation") for c in (one, both))
    assert (disagreeing.side, disagreeing.sides_differ) == ("left", True)
    assert disagreeing.probability == alone.probability
    assert (alone.side, alone.sides_differ) == ("left", False)


def test_excluded_tests_added_by_mistake_are_refused_and_not_scored() -> None:
    evidence = client("osteoporosis")
    excluded = ["end.sorensen", "end.side", "rom.ftf", "rom.speed", "rom.hip_flex", "mov.sls.fppa", "run.cadence"]
    profile = build_profile(with_observations(evidence, *(graded(c, "red") for c in excluded)), table())
    assert sorted(r.code for r in profile.refused) == sorted(excluded)
    assert profile.factors == build_profile(evidence, table()).factors
    assert profile.themes == build_profile(evidence, table()).themes
