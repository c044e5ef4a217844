"""The notebook runs as it stands and shows a table and a picture."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

NOTEBOOK = Path(__file__).resolve().parents[1] / "notebooks" / "first-questions.ipynb"
RUN = (
    "import sys, nbformat, nbclient; book = nbformat.read(sys.argv[1], 4);"
    "nbclient.NotebookClient(book, timeout=120, kernel_name='python3').execute(); nbformat.write(book, sys.argv[2])"
)


@pytest.fixture(scope="module")
def executed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("notebook")
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(NOTEBOOK), str(folder / "out.ipynb")],
        env={**os.environ, "SCKG_BUILD": str(built), "HOME": str(folder), "PYTHONWARNINGS": "ignore"},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads((folder / "out.ipynb").read_text(encoding="utf-8"))
    return found


def outputs(book: dict[str, Any], kind: str) -> Iterator[str]:
    for cell in book["cells"]:
        for output in cell.get("outputs", ()):
            found = output.get("data", {}).get(kind)
            if found:
                yield "".join(found)


def test_every_cell_ran_without_an_error(executed: dict[str, Any]) -> None:
    code = [cell for cell in executed["cells"] if cell["cell_type"] == "code"]
    assert len(code) >= 6 and all(cell["execution_count"] for cell in code)
    assert not [output for cell in code for output in cell["outputs"] if output["output_type"] == "error"]


def test_it_shows_a_question_a_table_and_a_picture(executed: dict[str, Any]) -> None:
    pages = list(outputs(executed, "text/html"))
    assert any("<caption>" in page and "아시아유니콘스" in page and "1447-1451행" in page for page in pages)
    assert len(max(outputs(executed, "image/png"), key=len)) > 10_000
    printed = "".join(
        "".join(output.get("text", "")) for cell in executed["cells"] for output in cell.get("outputs", ())
    )
    assert "who-enters-a-country" in printed and "표" in printed


def test_it_is_kept_without_outputs() -> None:
    book = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert all(not cell.get("outputs") and not cell.get("execution_count") for cell in book["cells"])
