"""The settings where several processes start at once, and where their folder is new."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT, Config, ConfigError

PRINT_SECRET = "from config import Config; print(Config.from_environment().secret_key)"
AT_ONCE = 6


def test_processes_that_start_at_once_share_one_secret(tmp_path):
    started = [
        subprocess.Popen(
            [sys.executable, "-c", PRINT_SECRET],
            cwd=ROOT,
            env={"LJUSPUNKT_INSTANCE": str(tmp_path)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(AT_ONCE)
    ]
    secrets = {process.communicate(timeout=30)[0].strip() for process in started}
    assert [process.returncode for process in started] == [0] * AT_ONCE
    (secret,) = secrets
    assert (tmp_path / "secret_key").read_text() == secret
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("LJUSPUNKT_POOL_SIZE", "0", "must be 1 or more"),
        ("LJUSPUNKT_POOL_SIZE", "ten", "must be a whole number"),
        ("LJUSPUNKT_INSTANCE", "{folder}/file", "must be a folder"),
        ("LJUSPUNKT_INSTANCE", "{folder}/file/in", "must be a folder"),
        ("LJUSPUNKT_DATABASE_URL", "sqlite:///{folder}/gone/a.sqlite3", "make the folder"),
        ("LJUSPUNKT_DATABASE_URL", "sqlite:///{folder}", "must name a file"),
        ("LJUSPUNKT_DATABASE_URL", "postgresql://who@host:port/name", "must be written as"),
        ("LJUSPUNKT_DATABASE_URL", "mysql://host/name", "must start with"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path, name, value, words):
    (tmp_path / "file").touch()
    environment = {"LJUSPUNKT_INSTANCE": str(tmp_path), name: value.format(folder=tmp_path)}
    with pytest.raises(ConfigError) as refused:
        Config.from_environment(environment)
    assert name in str(refused.value)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    "name", ["DATABASE_URL", "SECRET_KEY", "LOG_LEVEL", "POOL_SIZE", "TRUSTED_PROXIES", "DEMO"]
)
def test_an_empty_setting_is_as_good_as_none(tmp_path, name):
    instance = {"LJUSPUNKT_INSTANCE": str(tmp_path)}
    unset = Config.from_environment(instance)
    assert Config.from_environment({**instance, f"LJUSPUNKT_{name}": ""}) == unset


@pytest.mark.parametrize(
    ("command", "setting"),
    [
        (["flask", "--app", "wsgi", "db", "upgrade"], {"LJUSPUNKT_POOL_SIZE": "0"}),
        (["gunicorn", "wsgi:app", "--bind=127.0.0.1:0"], {"LJUSPUNKT_POOL_SIZE": "0"}),
        (["python", "scripts/serve.py"], {"LJUSPUNKT_POOL_SIZE": "0"}),
        (["python", "scripts/serve.py"], {"PORT": "abc"}),
        (["python", "scripts/serve.py"], {"PORT": "70000"}),
    ],
)
def test_whatever_is_started_names_the_setting_and_ends(tmp_path, command, setting):
    ended = run(command, LJUSPUNKT_INSTANCE=str(tmp_path), **setting)
    assert ended.returncode not in {0, None}
    (name,) = setting
    assert f"Ljuspunkt can't start: {name} must be" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", [["db", "upgrade"], ["sync", "verify-audit"]])
def test_a_database_that_does_not_answer_is_said_in_words(tmp_path, command):
    ended = run(
        ["flask", "--app", "wsgi", *command],
        LJUSPUNKT_INSTANCE=str(tmp_path),
        LJUSPUNKT_DATABASE_URL="postgresql://nobody:secretword@127.0.0.1:9/nothing",
    )
    assert ended.returncode == 1
    assert "The database can't be reached" in ended.stderr
    assert "LJUSPUNKT_DATABASE_URL" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "secretword" not in ended.stderr


def run(command, **environment):
    program, *arguments = command
    return subprocess.run(
        [Path(sys.executable).parent / program, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
