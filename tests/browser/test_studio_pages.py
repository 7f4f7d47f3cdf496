"""Every page at the size of a phone and of a desk: nothing sticks out, and axe-core finds nothing serious."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from live import ROOT, SIZES, LiveStudio, Opens
from playwright.sync_api import Page

AXE = ROOT / "node_modules/axe-core/axe.min.js"
PICTURES = os.environ.get("TAIKAN_PICTURES")
"""A folder to keep a picture of every page in, for looking at."""

PAGES: dict[str, tuple[str | None, str]] = {
    "login": (None, "/accounts/login/"),
    "trial": (None, "/trial/{trial}/"),
    "clients": ("owner", "/clients/"),
    "new_client": ("owner", "/clients/new/"),
    "client": ("owner", "/clients/{hana}/"),
    "safety": ("owner", "/clients/{hana}/safety/"),
    "tests": ("owner", "/clients/{hana}/tests/"),
    "test": ("owner", "/clients/{hana}/tests/squat/"),
    "profile": ("owner", "/clients/{hana}/profile/"),
    "programme": ("owner", "/clients/{hana}/programme/"),
    "sessions": ("owner", "/clients/{hana}/sessions/"),
    "consultation": ("owner", "/clients/{hana}/consultation/"),
    "notes": ("owner", "/clients/{hana}/notes/"),
    "calendar": ("owner", "/calendar/"),
    "overview": ("owner", "/overview/"),
    "settings": ("owner", "/settings/"),
    "account": ("owner", "/account/"),
    "me": ("hana", "/me/"),
    "me_session": ("hana", "/me/sessions/{session}/"),
    "me_progress": ("hana", "/me/progress/"),
    "me_messages": ("hana", "/me/messages/"),
    "me_closed": ("ken", "/me/"),
}
# Each language at both sizes, each page once a size.
LANGUAGES = {"phone": ("ja", "en"), "desktop": ("en", "ja")}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_fit_for_everybody(studio: LiveStudio, opened: Opens, name: str, size: str) -> None:
    who, address = PAGES[name]
    language = LANGUAGES[size][list(PAGES).index(name) % 2]
    page = opened(who, size, language)
    response = page.goto(address.format(**studio.told, **studio.told["clients"]))
    assert response is not None
    assert response.status == 200
    assert page.locator("html").get_attribute("lang") == language
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.{size}.png", full_page=True)
    assert sticking_out(page) == []
    assert covered(page) == []
    assert violations(page) == []


def violations(page: Page) -> list[str]:
    """Serious and critical findings of axe-core, as "rule: element". The policy of the page forbids other scripts, so
    it runs in the test's own world."""
    page.evaluate(AXE.read_text())
    found: Sequence[dict[str, Any]] = page.evaluate(f"axe.run(document, {RULES}).then((said) => said.violations)")
    serious = [one for one in found if one["impact"] in {"serious", "critical"}]
    return [f"{one['id']}: {node['html'][:120]}" for one in serious for node in one["nodes"]]


def sticking_out(page: Page) -> list[str]:
    """Elements because of which the page scrolls sideways."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
          [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
            .map((one) => one.outerHTML.slice(0, 120)).slice(0, 5)"""
    )


def covered(page: Page) -> list[str]:
    """Links and buttons of the frame that lie under something else."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".top a, .top button")].filter((one) => {
          const box = one.getBoundingClientRect();
          return !one.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
        }).map((one) => one.outerHTML.slice(0, 120))"""
    )
