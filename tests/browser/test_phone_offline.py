"""A client's phone with a bad connection: nothing logged is lost, nothing counts twice, a sign stops the session."""

from live import LiveStudio, Opens
from playwright.sync_api import Page, Route, expect

KEPT = """async () => {
  const asked = await (await caches.open("taikan-pages-1")).keys();
  return (await navigator.serviceWorker.getRegistration())?.active ? asked.map((one) => new URL(one.url).pathname) : [];
}"""


def ready_for_offline(page: Page) -> None:
    """Open today's page once, and wait until the phone keeps it and the sessions it names."""
    page.goto("/me/")
    links = [link.get_attribute("href") for link in page.locator('a[href^="/me/sessions/"]').all()]
    wanted = {"/me/", *links}
    for _ in range(100):
        if wanted <= set(page.evaluate(KEPT)):
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate(KEPT))


def answer_start(page: Page, *, sign: bool = False) -> None:
    """Answer what is asked before a session: no pain, no painkiller, and a sign that stops it or none."""
    start = page.locator("#start")
    expect(start).to_be_visible()
    for scale in start.locator(".scale").all():
        scale.locator(".cell").first.click()
    for choices in start.locator(".choices").all():
        closing = choices.locator("label:has([data-closes])")
        calm = choices.locator("label:has([data-alone], [value=no])")
        (closing if sign and closing.count() else calm).first.click()
    page.locator("[data-begin]").click()


def do_session(page: Page) -> None:
    """Everything done; then kept."""
    for step in page.locator("[data-exercise]").all():
        step.locator(".thirds label").first.click()
    page.locator("#exercises button.primary").click()


def test_a_session_done_offline_is_kept_shown_and_sent_once(studio: LiveStudio, opened: Opens) -> None:
    page = opened("hana")
    before = len(studio.logs_of(studio.client("hana")))
    ready_for_offline(page)
    page.context.set_offline(True)
    page.locator('a[href^="/me/sessions/"]').first.click()
    answer_start(page)
    do_session(page)
    page.wait_for_url("**/me/")
    expect(page.locator("#waiting")).to_be_visible()
    page.reload()
    expect(page.locator("#waiting")).to_contain_text("1")
    assert len(studio.logs_of(studio.client("hana"))) == before
    page.context.set_offline(False)
    expect(page.locator("#waiting")).to_be_hidden(timeout=15_000)
    assert len(studio.logs_of(studio.client("hana"))) == before + 1
    page.reload()
    expect(page.locator("#waiting")).to_be_hidden()
    assert len(studio.logs_of(studio.client("hana"))) == before + 1


def test_an_answer_that_gets_lost_makes_no_second_entry(studio: LiveStudio, opened: Opens) -> None:
    page = opened("hana")
    before = len(studio.logs_of(studio.client("hana")))
    arrived: list[int] = []

    def lose_first_answer(route: Route) -> None:
        answer = route.fetch()
        arrived.append(answer.status)
        if len(arrived) == 1:
            route.abort("connectionreset")
        else:
            route.fulfill(response=answer)

    page.context.route("**/me/sync/", lose_first_answer)
    page.goto(f"/me/sessions/{studio.told['session']}/")
    answer_start(page)
    with page.expect_response("**/me/sync/"):
        do_session(page)
    page.wait_for_url("**/me/")
    expect(page.locator("#waiting")).to_be_hidden()
    assert arrived == [200, 200]
    assert len(studio.logs_of(studio.client("hana"))) == before + 1
    page.reload()
    expect(page.locator("#waiting")).to_be_hidden()
    assert arrived == [200, 200], "nothing is left to send"


def test_a_sign_before_the_session_stops_it(studio: LiveStudio, opened: Opens) -> None:
    page = opened("hana")
    page.goto(f"/me/sessions/{studio.told['session']}/")
    answer_start(page, sign=True)
    expect(page.locator("#closed")).to_be_visible()
    expect(page.locator("#exercises")).to_be_hidden()
