"""Pages in Chromium: what a page complains about, asks for and shows, and whether everyone can use it.

Playwright drives the installed browser; nothing is downloaded, and no page gets out: a context is offline.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

SOFTWARE_WEBGL = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
"""A machine without a graphics card draws WebGL all the same."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""The rules of axe-core that a page is held to: WCAG 2.2 A and AA, and its own good practice."""

OpenPage = Callable[..., "Opened"]
"""`open_page(path, *, width=1440, language="ko-KR", fragment="", scripts=True)`."""


@dataclass
class Opened:
    """A page that is open, and what it did so far."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    """Warnings and errors on the console, breaches of its CSP among them, and errors that nobody caught."""
    requests: list[str] = field(default_factory=list)
    """Every address that it asked for, itself first; `data:` and `blob:` left out. A request that fails counts."""

    @property
    def outside(self) -> list[str]:
        """What it asked of others: requests that do not stay in files."""
        return [one for one in self.requests if not one.startswith("file:")]

    @property
    def overhang(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def barriers(self, within: str = "html", rules: list[str] | None = None) -> list[str]:
        """What axe-core finds wrong: one line `rule (impact): element: message` for each element."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(axe())
        run = "([within, rules]) => axe.run(within, {runOnly: rules, resultTypes: ['violations'], preload: false})"
        found: dict[str, Any] = self.page.evaluate(run, [within, rules or RULES])
        return [
            f"{rule['id']} ({rule['impact']}): {node['target'][0]}: {node['failureSummary']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in ("warning", "error"):
            self.complaints.append(f"{message.type}: {message.text}")

    def see(self, request: Request) -> None:
        if not request.url.startswith(("data:", "blob:")):
            self.requests.append(request.url)


def axe() -> str:
    """The script of axe-core, as axe-playwright-python ships it."""
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Chromium:
    """The browser, and the loop of Playwright."""

    browser: Browser
    loop: asyncio.AbstractEventLoop

    @contextmanager
    def awake(self) -> Iterator[None]:
        """Playwright leaves its loop marked as running, which would break `asyncio.run` in every later test."""
        asyncio._set_running_loop(self.loop)
        try:
            yield
        finally:
            asyncio._set_running_loop(None)


@pytest.fixture(scope="session")
def browser(program: Callable[[str], str]) -> Iterator[Chromium]:
    """Chromium without a window; skipped where it is not installed, required where CI runs."""
    path = program("chromium")
    driver = sync_playwright().start()
    chromium = Chromium(driver.chromium.launch(executable_path=path, args=SOFTWARE_WEBGL), asyncio.get_running_loop())
    asyncio._set_running_loop(None)
    yield chromium
    with chromium.awake():
        chromium.browser.close()
        driver.stop()


@pytest.fixture
def open_page(browser: Chromium) -> Iterator[OpenPage]:
    """Opens pages, each in a context of its own (nothing remembered), that are closed after the test."""
    with browser.awake(), ExitStack() as contexts:

        def opening(
            path: Path, *, width: int = 1440, language: str = "ko-KR", fragment: str = "", scripts: bool = True
        ) -> Opened:
            context = contexts.enter_context(
                browser.browser.new_context(
                    viewport={"width": width, "height": 900},
                    locale=language,
                    offline=True,
                    java_script_enabled=scripts,
                    reduced_motion="reduce",
                )
            )
            opened = Opened(context.new_page())
            opened.page.on("console", opened.hear)
            opened.page.on("pageerror", lambda error: opened.complaints.append(f"uncaught: {error}"))
            opened.page.on("request", opened.see)
            opened.page.goto(path.resolve().as_uri() + fragment)
            return opened

        yield opening
