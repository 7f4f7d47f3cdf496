"""Who sees what: the table of policies, by model and by person."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from world import World

from taikan.studio.access import POLICIES, Action, allowed, find, may, may_add, visible
from taikan.studio.accounts.models import Membership
from taikan.studio.assessments.models import Recording
from taikan.studio.clients.models import Client, Document, Note
from taikan.studio.intake.models import Clearance, IntakeSession
from taikan.studio.programmes.models import ProgrammeVersion


def names(world: World, actor_name: str, action: Action = Action.VIEW) -> set[str]:
    """The clients ``actor_name`` reaches."""
    reached = set(allowed(world.actor(actor_name), Client, action))
    return {name for name, client in world.clients.items() if client in reached}


@pytest.mark.parametrize(
    ("actor", "seen", "edited"),
    [
        ("owner", {"hana", "ken", "solo"}, {"hana", "ken", "solo"}),
        ("tora", {"hana"}, {"hana"}),
        ("mika", {"ken"}, {"ken"}),
        ("clinician", {"hana"}, set()),
        ("hana", {"hana"}, set()),
        ("solo", {"solo"}, set()),
        ("foreign_owner", {"yuki"}, {"yuki"}),
        ("foreign_clinician", set(), set()),
    ],
)
def test_clients_reached(world: World, actor: str, seen: set[str], edited: set[str]) -> None:
    assert names(world, actor) == seen
    assert names(world, actor, Action.EDIT) == edited


def test_a_client_without_trainer_is_seen_by_every_trainer_of_the_studio(world: World) -> None:
    Client.objects.filter(pk=world.clients["ken"].pk).update(trainer=None)
    assert names(world, "tora") == {"hana", "ken"}
    assert names(world, "foreign_trainer") == {"yuki"}


def test_ended_memberships_reach_nothing(world: World) -> None:
    Membership.objects.filter(pk=world.members["tora"].pk).update(is_active=False)
    assert names(world, "tora") == set()


@pytest.mark.parametrize("model", POLICIES)
def test_nothing_of_another_studio_is_reached(world: World, model: type) -> None:
    for name in ("owner", "tora", "clinician", "hana", "solo"):
        for action in Action:
            reached = set(allowed(world.actor(name), model, action))
            for foreign in ("yuki", "there"):
                assert world.things[foreign].get(model) not in reached


@pytest.mark.parametrize("model", POLICIES)
def test_a_link_and_a_stranger_reach_only_what_the_link_is_for(world: World, model: type) -> None:
    stranger = world.linked("hana")
    reached = set(visible(stranger, model))
    own = world.things["hana"].get(model)
    policy = POLICIES[model]
    assert (
        reached <= {own, *model.objects.filter(**{policy.path: world.clients["hana"].pk})}
        if policy.path
        else not reached
    )
    if "link" not in policy.view:
        assert not reached


def test_clients_see_only_shared_notes_and_documents(world: World) -> None:
    hana = world.actor("hana")
    assert not visible(hana, Note).exists()
    Note.objects.filter(client=world.clients["hana"]).update(shared=True)
    assert visible(hana, Note).count() == 1
    assert visible(hana, Document).count() == 1


def test_seeing_without_editing_is_refused_and_not_hidden(world: World) -> None:
    with pytest.raises(PermissionDenied):
        find(world.actor("clinician"), Client, world.clients["hana"].pk, Action.EDIT)
    with pytest.raises(Http404):
        find(world.actor("clinician"), Client, world.clients["ken"].pk, Action.EDIT)


def test_only_people_who_train_alone_edit_their_own_programme(world: World) -> None:
    for name, expected in (("hana", False), ("solo", True)):
        programme = world.things[name][ProgrammeVersion]
        assert may(world.actor(name), programme, Action.EDIT) is expected
        assert may_add(world.actor(name), world.clients[name], Recording) is expected


def test_nobody_clears_themselves(world: World) -> None:
    for name in ("hana", "solo"):
        assert not may_add(world.actor(name), world.clients[name], Clearance, Action.CLEAR)
        assert may_add(world.actor(name), world.clients[name], IntakeSession)
        assert world.actor(name).intake_role(world.clients[name]) == "self"


def test_a_trainer_who_is_their_own_client_speaks_as_themselves(world: World) -> None:
    own = Client.objects.create(studio=world.studios["here"], user=world.users["tora"], name="Tora", self_guided=True)
    assert world.actor("tora").intake_role(own) == "self"
