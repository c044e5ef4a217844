"""The README is run: every `$ sckg …` of its console blocks prints what stands below it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from sckg.cli import main

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
RUNS = [part.partition("\n") for block in BLOCKS for part in block.split("$ ")[1:]]


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("command, output", [(command, output) for command, _, output in RUNS])
def test_a_command_of_the_tour_prints_what_the_readme_says(
    command: str, output: str, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "build").mkdir()  # what a command draws into it stays out of the build that all tests share
    for file in built.iterdir():
        (tmp_path / "build" / file.name).symlink_to(file)
    given, _, told = command.rpartition(" | ")  # `echo 'text' | sckg …`
    name, *words = shlex.split(told)
    assert name == "sckg"
    typed = shlex.split(given)[1] if given else None
    printed, wanted = lines(CliRunner().invoke(main, words, input=typed).output), lines(output)
    if wanted[-1] == "…":
        wanted.pop()
        assert len(printed) > len(wanted), "nothing is left out: drop the …"
        printed = printed[: len(wanted)]
    assert printed == wanted, f"`{command}` prints something else now; put its output into README.md"


def test_the_tour_runs_more_than_a_handful_of_commands() -> None:
    assert len(RUNS) >= 8


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make (\w+)", README)) | {"demo", "test", "bench"}))
def test_every_make_target_of_the_readme_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#]+)\)", README))
def test_every_link_of_the_readme_leads_to_a_file(link: str) -> None:
    assert link.startswith("https://") or (ROOT / link).exists()
