"""Everything about a person out or away; the whole studio copied and brought back."""

import json
import sqlite3
import zipfile
from pathlib import Path

import pytest
from django.test import Client as Browser
from world import World, secret

from taikan.core.errors import BackupDamagedError, DataFolderInUseError, FileMissingError, OutputExistsError
from taikan.studio.access import POLICIES
from taikan.studio.clients.models import Client
from taikan.studio.data.backup import back_up, restore, verify
from taikan.studio.data.person import delete_person, export_person
from taikan.studio.vault.models import StoredFile
from taikan.studio.vault.store import _path


def test_an_export_holds_every_kind_of_object_and_every_file(world: World, tmp_path: Path) -> None:
    target = tmp_path / "out.zip"
    export_person(world.clients["hana"], target)
    with zipfile.ZipFile(target) as archive:
        content = json.loads(archive.read("person.json"))
        files = [archive.read(name) for name in archive.namelist() if name.startswith("files/")]
    missing = [m.__name__ for m in POLICIES if m in world.things["hana"] and not content[m.__name__]]
    assert not missing
    assert len(files) == 3
    assert secret("hana").encode() in files[0]
    assert secret("ken") not in json.dumps(content)


def test_deleting_a_person_leaves_nothing_of_them_and_everything_of_others(world: World) -> None:
    hana = world.clients["hana"]
    paths = [_path(pk) for pk in StoredFile.objects.values_list("pk", flat=True)]
    before = {model: model._default_manager.count() for model in POLICIES}
    assert delete_person(world.actor("owner"), hana) >= len(world.things["hana"])
    for model, policy in POLICIES.items():
        if policy.path:
            assert not model._default_manager.filter(**{policy.path: hana.pk}).exists()
            assert model._default_manager.filter(**{policy.path: world.clients["ken"].pk}).count() <= before[model]
    assert Client.objects.filter(pk=world.clients["ken"].pk).exists()
    world.users["hana"].refresh_from_db()
    assert not world.users["hana"].is_active
    assert secret("hana") not in world.users["hana"].display_name
    assert len(paths) == 12


def test_only_the_owner_deletes_and_only_with_the_name(world: World) -> None:
    hana = world.clients["hana"]
    url = f"/clients/{hana.pk}/data/delete/"
    for name, typed, gone in (("tora", hana.name, False), ("owner", "wrong", False), ("owner", hana.name, True)):
        browser = Browser()
        browser.force_login(world.users[name])
        browser.post(url, {"name": typed})
        assert Client.objects.filter(pk=hana.pk).exists() is not gone


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "vault/ab").mkdir(parents=True)
    (folder / "keys").mkdir()
    (folder / "keys/vault.key").write_text("00")
    (folder / "vault/ab/file").write_bytes(b"x" * 100_000)
    (folder / "vault/ab/half.part").write_bytes(b"x")
    database = sqlite3.connect(folder / "studio.sqlite3")
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE log (number)")
    database.execute("INSERT INTO log VALUES (7)")
    database.commit()
    database.close()
    return folder


def test_a_backup_made_while_somebody_writes_comes_back_whole(data: Path, tmp_path: Path) -> None:
    writer = sqlite3.connect(data / "studio.sqlite3")
    writer.execute("INSERT INTO log VALUES (8)")
    assert back_up(data, tmp_path / "b.zip") == 3
    writer.commit()
    assert restore(tmp_path / "b.zip", tmp_path / "again") == 3
    found = sqlite3.connect(tmp_path / "again/studio.sqlite3").execute("SELECT number FROM log").fetchall()
    assert found == [(7,)]
    assert (tmp_path / "again/vault/ab/file").read_bytes() == b"x" * 100_000
    assert (tmp_path / "again/keys/vault.key").stat().st_mode & 0o077 == 0


def test_a_damaged_backup_is_refused_and_nothing_is_written(data: Path, tmp_path: Path) -> None:
    backup = tmp_path / "b.zip"
    back_up(data, backup)
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)
    with pytest.raises(BackupDamagedError):
        restore(backup, tmp_path / "again")
    assert not (tmp_path / "again").exists()
    backup.write_bytes(bytes(content[:1000]))
    with pytest.raises(BackupDamagedError):
        verify(backup)


def test_nothing_is_overwritten(data: Path, tmp_path: Path) -> None:
    backup = tmp_path / "b.zip"
    back_up(data, backup)
    with pytest.raises(OutputExistsError):
        back_up(data, backup)
    with pytest.raises(DataFolderInUseError):
        restore(backup, data)
    with pytest.raises(FileMissingError):
        back_up(tmp_path / "nowhere", tmp_path / "c.zip")
    with pytest.raises(FileMissingError):
        restore(tmp_path / "c.zip", tmp_path / "new")
