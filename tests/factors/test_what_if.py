"""Changing one thing moves exactly what it speaks about."""

from factor_clients import client, graded, table

from taikan.factors.records import ClientEvidence
from taikan.factors.what_if import changed, what_if


def test_only_factors_the_code_speaks_about_move() -> None:
    result = what_if(client("desk_worker"), {"str.sl_bridge": "red"}, table())
    assert {m.factor for m in result.moves} == {"hip.glute", "hip.posterior_chain", "leg.front_dominance"}
    assert all(m.priority_after > m.priority_before for m in result.moves)


def test_the_largest_move_comes_first() -> None:
    moves = what_if(client("runner"), {"rom.thomas": "ok", "run.hip_ext": "ok"}, table()).moves
    sizes = [abs(m.priority_after - m.priority_before) for m in moves]
    assert sizes == sorted(sizes, reverse=True)
    assert moves[0].factor == "mob.hip_extension"
    assert moves[0].place_after > moves[0].place_before


def test_the_grade_a_client_has_moves_nothing() -> None:
    assert what_if(client("desk_worker"), {"rom.ake": "amber"}, table()).moves == ()


def test_taking_away_is_as_if_never_seen() -> None:
    evidence = client("desk_worker")
    got = changed(evidence, {"rom.ake": None}, table())
    assert got.observations == tuple(o for o in evidence.observations if o.code != "rom.ake")


def test_sides_and_confidence_are_kept() -> None:
    evidence = ClientEvidence(observations=(graded("rom.ake", "red", 0.5, "left"),))
    (new,) = changed(evidence, {"rom.ake": "ok"}, table()).observations
    assert (new.grade, new.side, new.confidence) == ("ok", "left", 0.5)


def test_an_excluded_test_cannot_be_imagined() -> None:
    result = what_if(client("osteoporosis"), {"end.sorensen": "red"}, table())
    assert (result.moves, result.excluded) == ((), ("end.sorensen",))
