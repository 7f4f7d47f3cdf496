"""The API: tokens, scopes, nothing of others, logs kept once, and no answer a schema-driven attack can break."""

import json
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.test import Client as Browser
from django.utils import timezone
from hypothesis import HealthCheck, settings
from programmes_made import composed, session_entry
from test_attack import EVERYBODY, OWNED, SEES
from world import World, secret

from taikan.studio.access import visible
from taikan.studio.accounts.models import ApiToken
from taikan.studio.api.tokens import SCOPES, live_token, make_token
from taikan.studio.api.v1 import api
from taikan.studio.assessments.models import Assessment
from taikan.studio.clients.models import Client
from taikan.studio.jobs.models import Job
from taikan.studio.programmes.models import ProgrammeVersion
from taikan.studio.sessions.models import SessionLog

BASE = "/api/v1"
PEOPLE = [name for name in EVERYBODY if name not in {"anonymous", "link"}]
MODELS = {"client_id": Client, "assessment_id": Assessment, "job_id": Job}
SAMPLES = {
    "/clients": {"name": "A"},
    "/clients/{client_id}/logs": {
        "kind": "session",
        "id": str(uuid4()),
        "sequence": 1,
        "at": "2026-11-01T10:00:00Z",
        "programme": str(uuid4()),
        "session": "a",
        "items": [],
    },
}


def operations() -> list[tuple[str, str]]:
    """(method, path) of every operation."""
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    return [(method, path) for path, methods in paths.items() for method in methods]


def call(token: str, method: str, url: str, content: Any = None) -> Any:
    """One request with ``token``; server errors are answered, not raised."""
    browser = Browser(raise_request_exception=False, headers={"authorization": f"Bearer {token}"})
    return browser.generic(method.upper(), BASE + url, json.dumps(content or {}), content_type="application/json")


@pytest.mark.parametrize(("method", "path"), operations())
def test_nobody_gets_what_is_not_theirs(world: World, method: str, path: str) -> None:
    parameter = next((name for name in MODELS if f"{{{name}}}" in path), None)
    for name in PEOPLE:
        token = make_token(world.users[name], "t", SCOPES)
        for owner in ("hana", "solo", "yuki"):
            thing = world.things[owner][MODELS[parameter]] if parameter else None
            url = path.replace(f"{{{parameter}}}", str(thing.pk)) if thing else path
            response = call(token, method, url, SAMPLES.get(path))
            said = response.content.decode()
            assert response.status_code < 500, (name, url)
            unseen = set(OWNED) - SEES.get(name, set()) - {name}
            assert not [other for other in unseen if secret(other) in said], (name, url)
            if thing is not None and not visible(world.actor(name), type(thing)).filter(pk=thing.pk).exists():
                assert response.status_code == 404, (name, url)


@pytest.mark.parametrize(("method", "path"), operations())
def test_without_token_or_scope_nothing_is_answered(world: World, method: str, path: str) -> None:
    url = path
    for name, model in MODELS.items():
        url = url.replace(f"{{{name}}}", str(world.things["hana"][model].pk))
    assert call("tk_wrong", method, url, SAMPLES.get(path)).status_code == 401
    assert call(make_token(world.users["owner"], "t", []), method, url, SAMPLES.get(path)).status_code == 403


def test_tokens_end(world: World) -> None:
    token = make_token(world.users["tora"], "t", SCOPES)
    assert live_token(token) is not None
    ApiToken.objects.update(revoked_at=timezone.now())
    assert live_token(token) is None
    assert live_token(make_token(world.users["tora"], "t", SCOPES, days=-1)) is None
    with pytest.raises(ValueError, match="unknown scopes"):
        make_token(world.users["tora"], "t", ["everything"])
    world.users["tora"].is_active = False
    world.users["tora"].save()
    assert live_token(make_token(world.users["tora"], "t", SCOPES)) is None


def test_a_log_sent_twice_is_kept_once_and_an_id_of_another_is_refused(world: World) -> None:
    token, url = make_token(world.users["hana"], "t", SCOPES), f"/clients/{world.clients['hana'].pk}/logs"
    version = ProgrammeVersion.objects.create(
        client=world.clients["hana"], number=7, programme=composed().model_dump(mode="json")
    )
    new = session_entry(version)
    assert [call(token, "post", url, new).status_code for _ in range(3)] == [201, 201, 201]
    assert SessionLog.objects.filter(pk=new["id"]).count() == 1
    world.clients["hana"].refresh_from_db()
    assert world.clients["hana"].last_session_at is not None
    taken = new | {"id": str(world.things["ken"][SessionLog].pk)}
    assert call(token, "post", url, taken).status_code == 409
    assert call(token, "post", url, session_entry(version, session="no such session")).status_code == 409


def test_a_clinician_reads_and_does_not_write(world: World) -> None:
    token, client = make_token(world.users["clinician"], "t", SCOPES), world.clients["hana"]
    assert call(token, "get", f"/clients/{client.pk}").status_code == 200
    assert call(token, "post", f"/clients/{client.pk}/logs", SAMPLES["/clients/{client_id}/logs"]).status_code == 403
    assert call(token, "post", "/clients", {"name": "A"}).status_code == 403


schema = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix=BASE))


@schema.parametrize()
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_the_document_allows_breaks_the_server(world: World, case: schemathesis.Case) -> None:
    token = make_token(world.users["owner"], "t", SCOPES)
    browser = Browser(raise_request_exception=False, headers={"authorization": f"Bearer {token}"})
    body = case.body if isinstance(case.body, dict | list | str | int | float | bool) else {}
    response = browser.generic(
        case.method,
        case.formatted_path,
        json.dumps(body),
        content_type="application/json",
        query_params=case.query or {},
    )
    assert response.status_code < 500
