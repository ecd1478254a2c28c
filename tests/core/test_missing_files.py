"""What `make setup` makes is asked for before a server says that it is ready."""

from app.core.health import missing_files


def test_what_was_not_built_is_named(tmp_path):
    words = tmp_path / "translations" / "sv" / "LC_MESSAGES"
    words.mkdir(parents=True)
    (words / "messages.po").touch()
    assert missing_files(tmp_path) == ["phone_app", "translations"]
    (words / "messages.mo").touch()
    built = tmp_path / "static" / "pwa" / "dist"
    built.mkdir(parents=True)
    (built / "index.html").touch()
    assert missing_files(tmp_path) == []
