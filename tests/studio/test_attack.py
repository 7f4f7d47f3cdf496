"""Every route of the table of URLs, tried by everybody with everybody's objects: nothing leaks, nothing breaks."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from world import World, secret

from taikan.studio.access import Actor, allowed
from taikan.studio.actors import LINKS_KEY
from taikan.studio.guard import Door
from taikan.studio.pages.middleware import ActorMiddleware

EVERYBODY = (
    "anonymous", "link", "owner", "tora", "mika", "clinician", "hana", "ken", "solo",
    "foreign_owner", "foreign_trainer", "foreign_clinician", "yuki",
)  # fmt: skip
SEES = {
    "owner": {"hana", "ken", "solo", "here"},
    "tora": {"hana", "here"},
    "mika": {"ken", "here"},
    "clinician": {"hana"},
    "hana": {"hana"},
    "link": {"hana"},
    "ken": {"ken"},
    "solo": {"solo"},
    "foreign_owner": {"yuki", "there"},
    "foreign_trainer": {"yuki", "there"},
    "yuki": {"yuki"},
}
"""Whose secrets each person may read; written down here once more, apart from the policies."""
OWNED = ("hana", "ken", "solo", "yuki", "here", "there")
SAMPLES = {"UUIDConverter": uuid4(), "IntConverter": 1}
PREFIXES_OF_OTHERS = ("accounts/", "static/")
REFUSED = {204, 302, 403, 404, 405}
"""204 sends htmx to the login page."""


def routes() -> Iterator[tuple[str, URLPattern]]:
    """(path, pattern) of every route."""

    def walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, URLPattern]]:
        for entry in resolver.url_patterns:
            path = before + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry, path)
            else:
                yield path, entry

    yield from walk(get_resolver(), "")


OWN_ROUTES = [(path, pattern) for path, pattern in routes() if not path.startswith((*PREFIXES_OF_OTHERS, "api/"))]
OTHER_ROUTES = [(path, pattern) for path, pattern in routes() if path.startswith(PREFIXES_OF_OTHERS)]


def door_of(pattern: URLPattern) -> Door:
    """What the view says about who may open it."""
    return pattern.callback.door  # type: ignore[no-any-return, union-attr]


def browser_of(world: World, name: str) -> Browser:
    """A browser with the login, or the link, of ``name``; server errors are answered, not raised."""
    browser = Browser(raise_request_exception=False, headers={"accept-language": "ja"})
    if name in world.users:
        browser.force_login(world.users[name])
    if name == "link":
        session = browser.session
        session[LINKS_KEY] = [str(world.clients["hana"].pk)]
        session.save()
    return browser


def actor_of(world: World, name: str) -> Actor:
    """The actor behind ``browser_of``."""
    if name == "link":
        return world.linked("hana")
    return world.actor(name) if name in world.users else Actor()


def body(response: Any) -> str:
    """Everything an answer says."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace") + str(dict(response.headers))


def attempts(browser: Browser, url: str) -> Iterator[Any]:
    """The same address asked for in every way, each undone afterwards."""
    for method, headers in (("get", {}), ("post", {"HX-Request": "true"})):
        with transaction.atomic():
            yield getattr(browser, method)(url, headers=headers)
            transaction.set_rollback(True)


def leaks(world: World, name: str, said: str) -> set[str]:
    """Whose secrets ``said`` holds that ``name`` must not read."""
    unseen = set(OWNED) - SEES.get(name, set())
    found = {other for other in unseen if secret(other) in said}
    return found - ({name} if name in world.users else set())


def test_every_route_says_who_may_open_it() -> None:
    assert len(OWN_ROUTES) > 20
    silent = [path for path, pattern in OWN_ROUTES if not hasattr(pattern.callback, "door")]
    assert not silent


def test_every_kind_of_object_a_route_opens_is_tried(world: World) -> None:
    models = {door_of(pattern).model for _path, pattern in OWN_ROUTES if door_of(pattern).opened == "object"}
    for model in models:
        assert sum(model in things for things in world.things.values()) >= 2, model


@pytest.mark.parametrize("pattern", [pattern for _, pattern in OWN_ROUTES], ids=[path or "/" for path, _ in OWN_ROUTES])
def test_nobody_gets_what_is_not_theirs(world: World, pattern: URLPattern) -> None:
    door = door_of(pattern)
    for name in EVERYBODY:
        browser, actor = browser_of(world, name), actor_of(world, name)
        for thing, url in targets(world, pattern, door):
            may_open = is_open(actor, door, thing)
            for response in attempts(browser, url):
                assert response.status_code < 500, (name, url)
                assert not leaks(world, name, body(response)), (name, url)
                assert may_open or response.status_code in REFUSED, (name, url, response.status_code)


def is_open(actor: Actor, door: Door, thing: Model | None) -> bool:
    """Whether the door opens; the view behind it may still refuse."""
    if thing is not None:
        return allowed(actor, type(thing), door.action).filter(pk=thing.pk).exists()
    if door.opened == "roles":
        return actor.role in door.roles
    return door.opened == "public" or actor.user is not None


def targets(world: World, pattern: URLPattern, door: Door) -> Iterator[tuple[Model | None, str]]:
    """The addresses of one route: for every object it could open, and for one that does not exist."""
    kinds = {name: type(kind).__name__ for name, kind in pattern.pattern.converters.items() if name != door.argument}
    arguments = {name: SAMPLES.get(kind, "x") for name, kind in kinds.items()}
    assert pattern.name
    if door.opened != "object":
        yield None, reverse(pattern.name, kwargs=arguments)
        return
    assert door.model is not None
    for things in world.things.values():
        thing = things.get(door.model)
        if thing is not None:
            yield thing, reverse(pattern.name, kwargs={**arguments, door.argument: thing.pk})
    yield door.model(pk=uuid4()), reverse(pattern.name, kwargs={**arguments, door.argument: uuid4()})


@pytest.mark.parametrize("name", ["anonymous", "hana", "owner"])
def test_pages_of_the_login_package_break_for_nobody(world: World, name: str) -> None:
    browser = browser_of(world, name)
    for path, pattern in OTHER_ROUTES:
        if pattern.name is None or "<" in path:
            continue
        response = browser.get(reverse(pattern.name))
        assert response.status_code < 500, path
        assert not leaks(world, name, body(response)), path


def test_a_view_without_a_door_is_refused(rf: Any) -> None:
    def open_to_all(_request: Any) -> HttpResponse:
        return HttpResponse()

    with pytest.raises(ImproperlyConfigured):
        ActorMiddleware(open_to_all).process_view(rf.get("/"), open_to_all, (), {})
