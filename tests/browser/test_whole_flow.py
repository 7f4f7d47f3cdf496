"""A trainer's and a new client's first weeks, from the first click to the hand-out, on two devices at once."""

import re
from urllib.parse import urlsplit

import pytest
from live import ROOT, LiveStudio, Opens
from playwright.sync_api import Page, expect
from test_phone_offline import answer_start, do_session, ready_for_offline

CLIP = ROOT / "samples/squat.mp4"
NUMBERS = {"who.age": "44", "who.height_cm": "165", "who.weight_kg": "60"}
CALM = '[value="no"], [value="none"], [value="female"]'
FLAG = "rf.ces_bilateral"
RESULT_MS = 120_000


@pytest.mark.slow
def test_from_the_first_question_to_the_hand_out(studio: LiveStudio, opened: Opens) -> None:
    desk, phone = opened("owner", "desktop"), opened(None, "phone")
    client = new_client(desk, "鈴木 一郎")
    link = invitation(desk, client)

    phone.goto(link)
    phone.locator("form button.primary").click()
    phone.wait_for_url("**/intake/")
    for box in phone.locator('input[type="checkbox"]').all():
        box.check()
    phone.locator("form button.primary").click()
    answer(phone, flag=FLAG)
    expect(phone.locator("section.banner.stop")).to_be_visible()
    desk.goto(f"/clients/{client}/tests/squat/")
    expect(desk.locator('input[type="file"]')).to_have_count(0)

    clear(studio, desk, client)
    phone.goto(f"/clients/{client}/safety/")
    phone.locator('form:has(input[name="set"]) button').click()
    answer(phone)
    expect(phone.locator("section.banner:is(.go, .care)")).to_be_visible()

    measure(desk, client)
    desk.goto(f"/clients/{client}/profile/")
    desk.locator(f'form[action="/clients/{client}/profile/"] button').click()
    expect(desk.locator(".theme").first).to_be_visible()
    desk.goto(f"/clients/{client}/programme/")
    desk.locator(f'form[action="/clients/{client}/programme/compose/"] button.primary').click()
    desk.wait_for_url("**/programmes/**")
    desk.locator('form[action$="/assign/"] button').click()
    expect(desk.locator(".sign.go").first).to_be_visible()

    phone.goto(f"{link}account/")
    make_account(phone, "ichiro")
    train_offline(phone)
    assert studio.rows("SELECT count(*) FROM training_sessionlog WHERE client_id = ?", client.replace("-", "")) == [
        (1,)
    ]

    desk.goto(f"/clients/{client}/programme/")
    handout = desk.locator('a[href$="/handout/"]').get_attribute("href")
    assert desk.request.get(f"{studio.url}{handout}").body().startswith(b"%PDF")


def new_client(desk: Page, name: str) -> str:
    """Make a file; gives its id."""
    desk.goto("/clients/new/")
    desk.locator('[name="name"]').fill(name)
    desk.locator("form button.primary").click()
    desk.wait_for_url(re.compile(r"/clients/[0-9a-f-]{36}/$"))
    return urlsplit(desk.url).path.split("/")[2]


def invitation(desk: Page, client: str) -> str:
    """The path of a link for the client's own phone."""
    desk.goto(f"/clients/{client}/invite/")
    desk.locator("main form button.primary").click()
    return urlsplit(desk.locator("[data-copy]").get_attribute("data-copy") or "").path


def answer(phone: Page, flag: str | None = None) -> None:
    """Answer every question as somebody without danger, but say yes to ``flag``; until the round ends."""
    asked = phone.locator('input[name="item"]')
    expect(asked).to_have_count(1)
    while "/intake/" in phone.url:
        if not asked.count():  # The person is asked whether it is really so.
            phone.locator('form[action$="/end/"] button').click()
            phone.wait_for_url("**/safety/")
            return
        item = asked.get_attribute("value") or ""
        reply(phone, item, yes=item == flag)
        phone.wait_for_function(
            "before => document.querySelector('input[name=item]')?.value !== before", arg=item, polling=20
        )


def reply(phone: Page, item: str, *, yes: bool) -> None:
    """Answer the question on the screen."""
    form = phone.locator("form.question")
    skip, scale, single = (form.locator(one) for one in ("[name=skip]", ".scale button", ".choices button"))
    several = form.locator(".choices label")
    if skip.count():
        skip.click()
    elif scale.count():
        scale.first.click()
    elif single.count():
        wanted = form.locator('button[value="yes"]') if yes else form.locator(f"button:is({CALM})")
        (wanted if wanted.count() else single).last.click()
    else:
        if several.count():
            several.filter(has=phone.locator("[data-alone]")).first.click()
        else:
            entry = form.locator("input#value, textarea")
            entry.fill(NUMBERS.get(item) or entry.get_attribute("min") or "-")
        form.locator("button.primary").click()


def clear(studio: LiveStudio, desk: Page, client: str) -> None:
    """A day later, a doctor has seen the client."""
    query = "UPDATE intake_intakesession SET finished_at = datetime(finished_at, '-1 day') WHERE client_id = ?"
    studio.change(query, client.replace("-", ""))
    desk.goto(f"/clients/{client}/safety/clearance/")
    desk.locator('[name="seen_at"]').fill(studio.now(hours=-1))
    for name in ("clinician", "facility", "said"):
        desk.locator(f'[name="{name}"]').fill("整形外科")
    desk.locator("main form button.primary").click()
    desk.wait_for_url("**/safety/")


def measure(desk: Page, client: str) -> None:
    """Upload a clip and see its numbers."""
    desk.goto(f"/clients/{client}/tests/squat/")
    desk.locator('input[type="file"]').set_input_files(CLIP)
    desk.wait_for_url("**/assessments/**")
    expect(desk.locator(".numbers-table").first).to_be_visible(timeout=RESULT_MS)


def make_account(phone: Page, name: str) -> None:
    """A login by invitation."""
    form = phone.locator("main form")
    form.locator('[name="username"]').fill(name)
    for field in form.locator('[type="password"]').all():
        field.fill("a long word for tests")
    if form.locator('[name="display_name"]').count():
        form.locator('[name="display_name"]').fill(name)
    form.locator("button.primary").click()
    phone.wait_for_url("**/me/")


def train_offline(phone: Page) -> None:
    """Do today's session without a connection, then find one again."""
    ready_for_offline(phone)
    phone.context.set_offline(True)
    phone.locator('a[href^="/me/sessions/"]').first.click()
    answer_start(phone)
    do_session(phone)
    phone.wait_for_url("**/me/")
    expect(phone.locator("#waiting")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.locator("#waiting")).to_be_hidden(timeout=15_000)
