"""The profile's page and figures: complete, self-contained, escaped, and modest."""

import re
import xml.etree.ElementTree as ET
from functools import cache

import pytest

from taikan.core.texts import LANGUAGES, Language, Text
from taikan.factors.engine import build_profile
from taikan.factors.next_test import Planner, SessionPlan
from taikan.factors.offers import SessionRoom
from taikan.factors.records import ClientEvidence, Observation, Profile
from taikan.factors.sentences import with_sentences
from taikan.factors.table import FactorTable
from taikan.factors.what_if import what_if
from taikan.knowledge.body_map import load_body_map
from taikan.knowledge.factor_loader import load_factor_model
from taikan.knowledge.loader import load_knowledge
from taikan.report.body_figure import body_figure
from taikan.report.profile_figures import FigureWords, profile_chart, waterfall
from taikan.report.profile_page import ProfilePage, render_profile

TABLE = FactorTable.of(load_factor_model())
CLIENT = ClientEvidence(
    observations=tuple(
        Observation.model_validate({"code": code, "grade": grade, "side": side, "confidence": 0.9})
        for code, grade, side in (
            ("q.bel.index", "red", "none"),
            ("q.sleep.quality", "amber", "none"),
            ("rom.thomas", "red", "left"),
            ("rom.thomas", "ok", "right"),
            ("rom.hip_ir", "ok", "right"),
            ("end.side", "red", "none"),
        )
    ),
    modifiers=("osteoporosis",),
    tags={"sit": -2},
)


def profile() -> Profile:
    return with_sentences(build_profile(CLIENT, TABLE), TABLE.model, load_knowledge().texts)


@cache
def plan() -> SessionPlan:
    return Planner.of(TABLE).plan(CLIENT, SessionRoom.usual(TABLE.model), 5)


def page(language: Language, shown: Profile | None = None, title: Text | None = None) -> str:
    given = ProfilePage(
        profile=shown or profile(),
        plan=plan(),
        what_if=what_if(CLIENT, {"rom.hip_ir": "red", "end.side": "ok"}, TABLE),
        title=title,
        made_from=("client.toml",),
        pain_areas=("low_back_left",),
        trials=("slow_breathing",),
        observations=6,
        version="0",
        created_at="2026-01-02",
    )
    return render_profile(given, TABLE.model, load_knowledge(), load_body_map(), language)


def visible(html: str) -> str:
    without = re.sub(r"<(style|defs)>.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", without)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_stands_alone_and_claims_nothing(language: Language) -> None:
    html = page(language)
    assert "http:" not in html
    assert "https:" not in html
    assert "<script" not in html
    text = visible(html)
    assert not load_knowledge().words.banned_in(text)
    assert not re.search(r"\bcause", text)
    assert "原因" not in text
    assert "{" not in text


def test_themes_come_before_the_trainers_numbers() -> None:
    text = visible(page("en"))
    places = [text.index(t) for t in ("Where to start", "What to check next", "For the trainer", "Not known yet")]
    assert places == sorted(places)


def test_refused_and_excluded_things_are_named() -> None:
    text = visible(page("en"))
    assert "side-bridge hold" in text
    assert "excluded for safety (osteoporosis)" in text
    assert "Excluded for safety: side-bridge hold" in text


def test_sides_are_said() -> None:
    assert "hip extension (Thomas test) (left" in visible(page("en"))
    assert "(左側、気になる)" in visible(page("ja"))


def test_what_people_wrote_is_escaped() -> None:
    html = page("en", title=Text(ja="<b>&", en="<b>&"))
    assert "<h1>&lt;b&gt;&amp;</h1>" in html


def test_without_factors_the_page_says_why_and_shows_no_number() -> None:
    stopped = build_profile(CLIENT.model_copy(update={"level": "U"}), TABLE)
    html = page("en", shown=stopped)
    assert "A doctor has to look first" in html
    assert "For the trainer" not in html
    assert "What to check next" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_sound_svg(language: Language) -> None:
    model, texts = TABLE.model, load_knowledge().texts
    words, shown = FigureWords(model, texts, language), profile()
    areas = {"low_back": "left", "belly": "none", "flank": "none", "shoulder": "both"}
    figures = [profile_chart(shown.factors, words), profile_chart((), words)]
    figures += [waterfall(f, words) for f in shown.factors]
    figures.append(body_figure(load_body_map(), areas, ["calf_right"], texts, language))
    for svg in figures:
        root = ET.fromstring(svg)
        assert root.get("viewBox")
        assert root.get("aria-label")


def test_the_waterfall_has_a_bar_for_every_piece_of_evidence() -> None:
    words = FigureWords(TABLE.model, load_knowledge().texts, "en")
    factor = profile().factor("mob.hip_extension")
    root = ET.fromstring(waterfall(factor, words))
    assert len(root.findall(".//polygon")) == len(factor.contributions) == 1


def test_pain_and_areas_are_drawn_on_the_right_side_of_each_view() -> None:
    body, texts = load_body_map(), load_knowledge().texts

    def middles(areas: dict[str, str], pain: list[str]) -> list[float]:
        svg = ET.fromstring(body_figure(body, areas, pain, texts, "en"))
        paths = [p for p in svg.findall(".//g/path") if p.get("fill", "").startswith(("url", "#9f"))]
        return [float(p.get("d", "")[1:].split()[0]) for p in paths]

    assert all(x > 0 for x in middles({}, ["calf_right"]))
    assert all(x < 0 for x in middles({"low_back": "left"}, []))
    assert all(x < 0 for x in middles({}, ["knee_right"]))
    assert len(middles({"knee": "both"}, [])) == 2
