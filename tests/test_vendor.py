"""The browser libraries: whose they are, whence they come, and that they call nobody."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
VENDOR = ROOT / "src" / "sckg" / "views" / "vendor"
SOURCE = VENDOR / "source"
BUNDLES = ("network", "search")
FILES = (*(f"{name}.js" for name in BUNDLES), "world-50m.json")
FETCHING = re.compile(
    r"""\bsrc\s*=\s*["'`]?(?:https?:)?//|\.src\s*=|\bXMLHttpRequest\b|\bsendBeacon\b|\bserviceWorker\b"""
    r"""|\bnew\s+(?:Shared)?Worker\b|\bnew\s+(?:EventSource|WebSocket|WebTransport)\b|\bimportScripts\s*\("""
    r"""|\b(?:window|self|globalThis)\.fetch\b|(?<![.\w])(?:fetch|import)\s*\((?![\w,=!]*\)\{)"""
)
"""How a script could ask for something; no bundle needs any of it. Methods named `fetch` and `import` are none."""
UNSAFE = re.compile(
    r"\beval\s*\(|\bnew Function\b|\bFunction\s*\(\s*[\"'`]|document\.write\b|</script|<!--|\u2028|\u2029"
)
"""What a CSP without `unsafe-eval` refuses, and what would end the element that a bundle is put into."""

Lock = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def lock() -> Lock:
    """The packages of the lock file by name."""
    packages = json.loads((SOURCE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return {path.removeprefix("node_modules/"): one for path, one in packages.items() if path}


def licences(file: str) -> str:
    """What stands in the file of licences beside a vendored file."""
    return (VENDOR / f"{file.rsplit('.', 1)[0]}.LICENSES.txt").read_text(encoding="utf-8")


def named(file: str) -> list[tuple[str, str]]:
    """Name and version of the packages that the head of the licences lists."""
    head = licences(file).split("-" * 80)[0]
    return re.findall(r"^  (\S+) (\S+) \(", head, flags=re.MULTILINE)


def closure(lock: Lock, *names: str) -> set[str]:
    """Packages with all that they depend on."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(lock[name].get("dependencies", {}))
    return found


# Whose they are


@pytest.mark.parametrize("file", FILES)
def test_every_package_is_named_with_its_version_and_its_whole_licence(file: str, lock: Lock) -> None:
    text, packages = licences(file), named(file)
    assert packages and packages == sorted(packages)
    for name, version in packages:
        assert lock[name]["version"] == version
        part = text.split(f"{'-' * 80}\n{name} {version} ({lock[name]['license']})\n{'-' * 80}\n")[1].split("-" * 80)[0]
        assert "copyright" in part.lower(), name
        assert "AS IS" in part or name == "d3-ease", name
        assert "as is" in part.lower(), name


def test_every_package_that_is_asked_for_is_in_a_bundle_and_none_that_was_not(lock: Lock) -> None:
    asked = json.loads((SOURCE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    bundled = {name for file in FILES for name, _ in named(file)}
    assert set(asked) <= bundled <= closure(lock, *asked)


@pytest.mark.parametrize("name", BUNDLES)
def test_a_bundle_carries_its_licences_into_every_page(name: str) -> None:
    bundle = (VENDOR / f"{name}.js").read_text(encoding="utf-8")
    assert bundle.startswith(f"/*!\n{licences(f'{name}.js')}*/\n")


def test_the_topology_carries_its_licence() -> None:
    assert json.loads((VENDOR / "world-50m.json").read_text(encoding="utf-8"))["license"] == licences("world-50m.json")


def test_only_free_licences_without_duties_beyond_the_notice(lock: Lock) -> None:
    used = {name for file in FILES for name, _ in named(file)}
    assert {lock[name]["license"] for name in used} <= {"MIT", "ISC", "BSD-3-Clause"}


def test_nothing_lies_there_that_has_no_licences() -> None:
    there = {path.name for path in VENDOR.iterdir() if path.is_file()}
    assert there == {*FILES, *(f"{file.rsplit('.', 1)[0]}.LICENSES.txt" for file in FILES)}


# Whence they come


def test_the_lock_file_says_what_and_not_whence(lock: Lock) -> None:
    text = (SOURCE / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text and "registry" not in text
    assert all(re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", one["integrity"]) for one in lock.values())
    assert not [name for name, one in lock.items() if one.get("hasInstallScript") and name != "esbuild"]


def test_every_package_is_asked_for_in_one_version(lock: Lock) -> None:
    asked = json.loads((SOURCE / "package.json").read_text(encoding="utf-8"))
    for name, version in {**asked["dependencies"], **asked["devDependencies"]}.items():
        assert version == lock[name]["version"]


def test_the_sources_stay_out_of_the_wheel() -> None:
    hatch = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]
    assert "src/sckg/views/vendor/source" in hatch["build"]["targets"]["wheel"]["exclude"]


# What they do not do


@pytest.mark.parametrize("name", BUNDLES)
def test_a_bundle_calls_nobody_and_can_stand_in_a_page(name: str) -> None:
    bundle = (VENDOR / f"{name}.js").read_text(encoding="utf-8")
    assert FETCHING.findall(bundle) == []
    assert UNSAFE.findall(bundle) == []
    assert "sourceMappingURL" not in bundle


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("<img src='//example.org/x'>", FETCHING),
        ('fetch("http://example.org")', FETCHING),
        ("window.fetch(address)", FETCHING),
        ('}import("x")', FETCHING),
        ('importScripts("x")', FETCHING),
        ('new Worker("http://example.org")', FETCHING),
        ("image.src=address", FETCHING),
        ("eval(x)", UNSAFE),
        ("'</script>'", UNSAFE),
    ],
)
def test_what_is_looked_for_would_be_found(text: str, pattern: re.Pattern[str]) -> None:
    assert pattern.search(text)


def test_the_libraries_stay_small() -> None:
    most = {"network.js": 250, "search.js": 40, "world-50m.json": 500}
    sizes = {file: (VENDOR / file).stat().st_size / 1000 for file in FILES}
    assert not {file: size for file, size in sizes.items() if size > most[file]}
