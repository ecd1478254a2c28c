"""One look for phone and desk: the tokens that the phone was built with are those that the desk serves."""

import re

from app.core.phone_files import BUILT
from config import ROOT

_DECLARATION = re.compile(r"(--[\w-]+)\s*:\s*([^;}]+)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def values_of(css: str) -> dict[str, set[str]]:
    """token -> all the values it is given anywhere, as a minifier could write them."""
    found: dict[str, set[str]] = {}
    for name, value in _DECLARATION.findall(_COMMENT.sub("", css)):
        found.setdefault(name, set()).add(plain(value))
    return found


#: `light-dark()` as the phone's build writes it for browsers that don't know it.
_COMPILED = re.compile(r"var\(--lightningcss-light,(.*?)\)var\(--lightningcss-dark,(.*?)\)")


def plain(value: str) -> str:
    short = re.sub(r"\s+|(?<![\d.])0(?=\.)", "", value.lower()).replace('"', "")
    short = re.sub(r"^(\d+)ms$", lambda found: f"{int(found[1]) / 1000:g}s", short)
    short = re.sub(r"^0(?=\.)", "", short)
    short = _COMPILED.sub(r"light-dark(\1,\2)", short)
    return re.sub(r"#([0-9a-f])\1([0-9a-f])\2([0-9a-f])\3(?![0-9a-f])", r"#\1\2\3", short)


def test_the_phone_was_built_with_the_desks_tokens():
    wanted = values_of((ROOT / "static/desk/tokens.css").read_text())
    built = values_of("".join(path.read_text() for path in sorted(BUILT.glob("assets/*.css"))))

    colours = {
        name: values for name, values in wanted.items() if any("light-dark" in v for v in values)
    }
    assert len(colours) > 20
    assert sorted(wanted.keys() - built.keys()) == []
    for name, values in wanted.items():
        if any("rgb(" in value for value in values):
            continue  # a minifier writes these its own way; the token is there
        assert built[name] == values, name


def test_the_desks_own_stylesheet_brings_no_colour_of_its_own():
    css = _COMMENT.sub("", (ROOT / "static/desk/desk.css").read_text())
    screen = css.partition("@media print")[0]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgb\(|\bhsl\(", screen) == []
