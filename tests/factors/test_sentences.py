"""What is said of a factor: modest, in both languages, without a banned word."""

import re

import pytest
from factor_clients import NAMES, client, graded, table

from taikan.core.texts import Text
from taikan.factors.engine import build_profile
from taikan.factors.records import ClientEvidence, Profile, SymptomTrialResult
from taikan.factors.sentences import with_sentences
from taikan.knowledge.loader import load_knowledge

CLAIMS = re.compile(r"\bcaus|because of your|reason for your pain|原因|せいで痛", re.IGNORECASE)
NUMBER_AS_CHANCE = re.compile(r"\d+ ?[%%]")


def told(evidence: ClientEvidence) -> Profile:
    return with_sentences(build_profile(evidence, table()), table().model, load_knowledge().texts)


def sentences(profile: Profile) -> list[Text]:
    return [s for f in profile.factors for s in f.sentences]


@pytest.mark.parametrize("name", NAMES)
def test_no_banned_word_no_claim_and_no_chance_in_percent(name: str) -> None:
    words, said = load_knowledge().words, sentences(told(client(name)))
    assert len(said) > 100
    for text in said:
        for spoken in (text.ja, text.en):
            assert spoken.strip()
            assert not words.banned_in(spoken), spoken
            assert not CLAIMS.search(spoken), spoken
            assert not NUMBER_AS_CHANCE.search(spoken), spoken


@pytest.mark.parametrize("name", NAMES)
def test_every_factor_says_how_strong_its_link_is(name: str) -> None:
    texts = load_knowledge().texts
    for factor in told(client(name)).factors:
        assert texts[f"profile.sentence.{factor.grade}"] in factor.sentences


def test_evidence_for_and_against_is_named_with_its_side() -> None:
    seen = (graded("rom.hip_ir", "red", side="left"), graded("rom.hip_er", "ok", side="right"))
    said = told(ClientEvidence(observations=seen)).factor("mob.hip_rotation").sentences
    assert any("hip internal rotation (left, clearly off)" in s.en for s in said)
    assert any("speaks against" in s.en and "hip external rotation" in s.en for s in said)
    assert any("左側" in s.ja for s in said)


def test_what_would_change_the_view_is_its_heaviest_unused_evidence() -> None:
    said = told(ClientEvidence(observations=(graded("rom.th_ext", "red"),))).factor("mob.thoracic").sentences
    assert "thoracic rotation" in said[-1].en


def test_a_trial_that_helped_and_a_pattern_that_fits_are_said() -> None:
    evidence = ClientEvidence(tags={"sit": -2}, trials=(SymptomTrialResult(factor="move.sitting", before=5, after=2),))
    texts, factor = load_knowledge().texts, told(evidence).factor("move.sitting")
    assert texts["profile.sentence.trial_helped"] in factor.sentences
    assert texts["profile.sentence.matches"] in factor.sentences
    assert factor.relevance == pytest.approx(0.35 * 1.5 * 1.4)


@pytest.mark.parametrize(
    ("before", "after", "multiplier"),
    [(5, 3, 1.4), (3, 2, 1.4), (5, 4, 1.0), (5, 5, 0.8), (4, 6, 0.8), (0, 0, 1.0)],
)
def test_what_a_trial_weighs(before: float, after: float, multiplier: float) -> None:
    trial = SymptomTrialResult(factor="trunk.deep_control", before=before, after=after)
    profile = build_profile(ClientEvidence(trials=(trial,)), table())
    assert profile.factor("trunk.deep_control").trial == multiplier
