"""What is kept on the server's disk is its own user's to read, whatever the folder's mode."""

import pytest
from sqlalchemy import text

from app import create_app
from app.core.database import db, write_transaction
from config import Config


@pytest.fixture
def database_url(sqlite_url):
    """SQLite alone: PostgreSQL keeps its own files."""
    return sqlite_url


def modes(folder):
    return {path.name: oct(path.stat().st_mode & 0o777) for path in folder.glob("*.sqlite3*")}


def test_the_database_is_its_users_alone(app, tmp_path):
    tmp_path.chmod(0o755)
    (tmp_path / "ljuspunkt.sqlite3").chmod(0o644)

    with app.app_context(), write_transaction() as connection:
        connection.execute(text("UPDATE change_head SET seq = seq"))
        found = modes(tmp_path)

    assert set(found) >= {"ljuspunkt.sqlite3", "ljuspunkt.sqlite3-wal"}
    assert set(found.values()) == {"0o600"}


def test_a_new_database_is_too(tmp_path):
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    app = create_app(Config.for_test(database_url=url, instance_path=tmp_path))

    with app.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("CREATE TABLE x (y INTEGER)"))
            found = modes(tmp_path)
        db.engine.dispose()

    assert {name: mode for name, mode in found.items() if name.startswith("new")} == dict.fromkeys(
        ("new.sqlite3", "new.sqlite3-wal", "new.sqlite3-shm"), "0o600"
    )
