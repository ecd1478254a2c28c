"""The repository can be fetched and built anywhere: nothing in it names a machine, a registry or a secret."""

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
NPM_FOLDERS = ("static/pwa", "bench/lighthouse")
ADDRESS = re.compile(r"https?://|file:|--(extra-)?index-url|--find-links")


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [
        path
        for name in listed.stdout.decode().split("\0")
        if name and (path := ROOT / name).is_file()
    ]


def logical_lines(path: Path) -> list[str]:
    text = path.read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_one_version_and_hashes(path: Path) -> None:
    for line in logical_lines(path):
        assert re.match(r"[\w.\[\],-]+==[\w.+!-]+ ", line), line
        assert "--hash=sha256:" in line, line


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_python_locks_name_no_registry(path: Path) -> None:
    assert not ADDRESS.search(path.read_text())


def test_what_is_asked_for_is_locked() -> None:
    for source in sorted((ROOT / "requirements").glob("*.in")):
        locked = {line.split("==")[0].lower() for line in logical_lines(source.with_suffix(".txt"))}
        asked = {
            re.split(r"[\[<>=;~ ]", line)[0].lower()
            for line in logical_lines(source)
            if line[0] != "-"
        }
        assert asked <= locked, source.name


def test_what_runs_has_the_versions_that_were_tested() -> None:
    base, dev = (
        {line.split(" --hash")[0].strip() for line in logical_lines(ROOT / "requirements" / name)}
        for name in ("base.txt", "dev.txt")
    )
    assert base <= dev


def test_no_lock_with_addresses_is_tracked() -> None:
    names = {path.name for path in tracked_files()}
    assert not names & {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock", "yarn.lock"}


@pytest.mark.parametrize("folder", NPM_FOLDERS)
def test_npm_locks_name_no_registry_and_have_hashes(folder: str) -> None:
    packages = json.loads((ROOT / folder / "package-lock.json").read_text())["packages"]
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert not name or "integrity" in package, name


@pytest.mark.parametrize("folder", NPM_FOLDERS)
def test_npm_writes_locks_without_addresses(folder: str) -> None:
    assert "omit-lockfile-registry-resolved=true" in (ROOT / folder / ".npmrc").read_text().split()


def test_no_tracked_file_holds_a_path_of_somebodys_machine() -> None:
    somebodys = re.compile(r"(?<![\w.-])(/home/\w+|/Users/\w+|/work/(main|shared)|/root/)")
    for path in tracked_files():
        if path == Path(__file__):
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        found = somebodys.search(text)
        assert not found, f"{path.relative_to(ROOT)}: {found and found.group()}"


def test_make_help_lists_what_the_readme_and_ci_use() -> None:
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in ("run", "test", "test-fast", "lint", "screenshots", "bench", "lock"):
        assert re.search(rf"\b{target} +\w", told.stdout), target


def test_the_phones_lock_holds_every_platform_that_its_packages_name() -> None:
    """Else `npm ci` calls the lock out of date, wherever it runs."""
    packages = json.loads((ROOT / "static/pwa/package-lock.json").read_text())["packages"]
    locked = {name.split("node_modules/")[-1] for name in packages}
    for name, package in packages.items():
        missing = set(package.get("optionalDependencies", {})) - locked
        assert not missing, f"{name}: {sorted(missing)}"
