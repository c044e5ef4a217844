"""The driver of the browser: it must notice what the tests of pages rely on."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chromium import Chromium, OpenPage

LOST = "<!doctype html><script>console.warn('careful'); throw new Error('lost')</script>"
BAD = """<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy"
content="default-src 'none'; img-src https:; style-src 'unsafe-inline'"></head>
<body><img src="https://example.org/x.png"><p style="width: 2000px">wide</p><script>1</script></body></html>"""


def test_the_driver_notices_requests_breaches_overhang_and_barriers(tmp_path: Path, open_page: OpenPage) -> None:
    path = tmp_path / "bad.html"
    path.write_text(BAD, encoding="utf-8")
    opened = open_page(path, width=390)
    assert opened.outside == ["https://example.org/x.png"]
    assert any("Content Security Policy" in one for one in opened.complaints)
    assert opened.overhang > 1500
    rules = {line.split(" ")[0] for line in opened.barriers()}
    assert {"image-alt", "html-has-lang", "document-title"} <= rules
    assert not [line for line in opened.barriers("p", ["wcag2a"]) if line.startswith("image-alt")]


def test_the_driver_hears_errors_that_nobody_catches(tmp_path: Path, open_page: OpenPage) -> None:
    path = tmp_path / "thrown.html"
    path.write_text(LOST, encoding="utf-8")
    opened = open_page(path)
    assert opened.complaints == ["warning: careful", "uncaught: lost"]
    assert open_page(path, scripts=False).complaints == []


def test_a_loop_can_run_while_the_browser_waits(browser: Chromium) -> None:
    async def seven() -> int:
        return 7

    assert asyncio.run(seven()) == 7
    with browser.awake():
        browser.browser.new_context().close()
    assert asyncio.run(seven()) == 7
