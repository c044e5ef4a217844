"""The list of all questions: complete, the same every time, runs nothing it was told, and finds what one types."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from markdown_it import MarkdownIt

from sckg.errors import UsageError
from sckg.queries import Column, Parameter, Query
from sckg.views import draw_questions, list_questions_md
from sckg.views.questions import WORDS

LANGUAGES = ("ko", "en", "ja", "zh")
SPARQL = """#+ summary: Who enters a country
#+ sckg:
#+   titles: {en: Who?}

PREFIX sckg: <https://w3id.org/sckg/ontology#>

SELECT ?actor WHERE { ?actor sckg:enters ?_country_iri . FILTER("a" < "b" && 1 < 2) }  # ``` fence
"""
BODY = SPARQL.partition("\n\n")[2].strip()
INJECTED = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "</pre></details><script>document.title='taken'</script>",
    "{{ 7 * 7 }} {% raw %}",
    "*a* _b_ `c` | d [e](javascript:alert(3)) ![f](https://example.org/x.png)",
    "```\n# heading\n</details>",
]
ENTERS = Query(
    "who-enters-a-country",
    "competency",
    SPARQL,
    {
        "ko": "이 나라에 누가 진출했나?",
        "en": "Who enters a country?",
        "ja": "この国に誰が進出しているか？",
        "zh": "谁进入了该国？",
    },
    description="One row per entry of an actor.",
    tags=("entry", "진출"),
    parameters=(
        Parameter("country", "iri", "vietnam", ("베트남", "the United States"), "Country"),
        Parameter("kind", "iri", None, (), "entry", ("joint-venture", "branch")),
    ),
    columns=(
        Column("actor", "thing", "", {"en": "Actor", "ko": "행위자"}),
        Column("sum", "decimal", "USD", {"en": "Sum", "ko": "금액"}),
    ),
)
PLAIN = Query("all-actors", "competency", "SELECT ?s {}", summary="All actors there are")
SECOND = Query("table-2-2-policies", "reports", "SELECT ?s {}", {"en": "Table 2-2", "ko": "표 2-2"})
TENTH = Query("table-2-10-programmes", "reports", "SELECT ?s {}", {"en": "Table 2-10", "ko": "표 2-10"})
QUERIES = (TENTH, ENTERS, SECOND, PLAIN)


def nasty(text: str) -> Query:
    """A question that says one thing wherever it can say something."""
    one = Parameter(text, "iri", text, (text,), text, (text,))
    titles = dict.fromkeys(LANGUAGES, text)
    column = Column(text, text, text, titles)
    return Query(text, "competency", text, titles, text, text, (text,), (one,), (column,))


def page(tmp_path: Path, *queries: Query, language: str = "en") -> str:
    draw_questions(queries, tmp_path / "questions.html", language=language)
    return (tmp_path / "questions.html").read_text(encoding="utf-8")


def article(text: str, name: str) -> str:
    (found,) = re.findall(rf'<article id="{name}">.*?</article>', text, re.DOTALL)
    return unescape(re.sub(r"\s*<[^>]*>\s*", "\n", found))


def shown(markdown: str) -> str:
    """Markdown as a browser gets it."""
    return str(MarkdownIt("commonmark").enable("table").render(markdown))


# Both.


def test_all_languages_have_the_same_words() -> None:
    assert {language: sorted(words) for language, words in WORDS.items()} == {
        language: sorted(WORDS["en"]) for language in LANGUAGES
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_order_of_questions_does_not_matter_and_nothing_else_does(language: str, tmp_path: Path) -> None:
    turned = tuple(reversed(QUERIES))
    assert page(tmp_path, *QUERIES, language=language) == page(tmp_path, *turned, language=language)
    assert list_questions_md(QUERIES, language) == list_questions_md(turned, language)
    assert [path.name for path in tmp_path.iterdir()] == ["questions.html"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_stands_in_its_group_in_natural_order(language: str, tmp_path: Path) -> None:
    names = ["all-actors", "who-enters-a-country", "table-2-2-policies", "table-2-10-programmes"]
    words, text = WORDS[language], page(tmp_path, *QUERIES, language=language)
    assert re.findall(r'<article id="([^"]*)">', text) == names
    assert re.findall(r"<h2>(.*?)</h2>", text) == [f"{words['competency']} (2)", f"{words['reports']} (2)"]
    markdown = list_questions_md(QUERIES, language)
    assert re.findall(r"^sckg query run (\S+)", markdown, re.MULTILINE) == names
    assert re.findall(r"^## (.*)$", markdown, re.MULTILINE) == [f"{words['competency']} (2)", f"{words['reports']} (2)"]


def test_a_group_that_is_not_known_is_listed_under_its_name(tmp_path: Path) -> None:
    one = Query("x", "of my own", "SELECT ?s {}")
    assert "<h2>of my own (1)</h2>" in page(tmp_path, one, PLAIN)
    assert "## of my own (1)" in list_questions_md([one, PLAIN], "en")


def test_no_question_is_a_page_too(tmp_path: Path) -> None:
    assert "<article" not in page(tmp_path) and list_questions_md((), "en") == f"# {WORDS['en']['title']}\n"


def test_the_command_works_as_it_stands(tmp_path: Path) -> None:
    one = Query(
        "q",
        "competency",
        "",
        parameters=(Parameter("c", "iri", None, ("the $US", "x")), Parameter("y", "year", "2019")),
    )
    for text in (article(page(tmp_path, one), "q"), list_questions_md([one], "en")):
        (command,) = re.findall(r"^sckg .*$", text, re.MULTILINE)
        assert shlex.split(command) == ["sckg", "query", "run", "q", "-p", "c=the $US", "-p", "y=2019"]


# The page.


def test_the_page_tells_all_there_is(tmp_path: Path) -> None:
    told = article(page(tmp_path, *QUERIES, language="ko"), ENTERS.name).strip().splitlines()
    assert [line for line in told if line.strip()] == [
        "이 나라에 누가 진출했나?",
        "Who enters a country?",
        "この国に誰が進出しているか？",
        "谁进入了该国？",
        "One row per entry of an actor.",
        "sckg query run who-enters-a-country -p country=vietnam -p kind=joint-venture",
        *("매개변수", "형식", "주지 않으면", "예", "다음 중 하나"),
        *("country", "iri (Country)", "vietnam", "베트남", ",", "the United States"),
        *("kind", "iri (entry)", "joint-venture", ",", "branch"),
        "열",
        *("행위자", "actor", "thing", "금액", "sum", "decimal, 단위 USD"),
        *("entry", "진출"),
        "SPARQL",
        *(line for line in BODY.splitlines() if line),
    ]


def test_each_language_is_marked(tmp_path: Path) -> None:
    text = page(tmp_path, ENTERS, language="ja")
    assert text.startswith('<!DOCTYPE html>\n<html lang="ja">')
    assert re.findall(r'<li lang="(\w+)">', text) == ["ko", "en", "zh"]


def test_nothing_on_the_page_runs_or_is_fetched(tmp_path: Path) -> None:
    clean = page(tmp_path, ENTERS)
    tags = set(re.findall(r"<([a-z0-9]+)", clean))
    for text in INJECTED:
        told = page(tmp_path, nasty(text))
        assert set(re.findall(r"<([a-z0-9]+)", told)) <= tags and told.count("<script") == 1, text
        assert unescape(told).count(text) >= 14, "it is all there, as text"
    assert "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'" in clean
    assert not re.search(r"""\bsrc=|href="(?!#)|@import|url\(""", clean)


def test_a_page_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        draw_questions(QUERIES, tmp_path / "file" / "questions.html", language="en")


# Markdown.


def test_markdown_tells_all_there_is() -> None:
    assert (
        list_questions_md([ENTERS], "en")
        == f"""# Questions this graph answers

## Questions (1)

### Who enters a country?

*이 나라에 누가 진출했나? · この国に誰が進出しているか？ · 谁进入了该国？*

One row per entry of an actor.

```sh
sckg query run who-enters-a-country -p country=vietnam -p kind=joint-venture
```

| Parameters | type | if not given | for example | one of |
| --- | --- | --- | --- | --- |
| <code>country</code> | iri (Country) | <code>vietnam</code> | <code>베트남</code>, <code>the United States</code> |  |
| <code>kind</code> | iri (entry) |  |  | <code>joint-venture</code>, <code>branch</code> |

| Columns | name | type | unit |
| --- | --- | --- | --- |
| Actor | <code>actor</code> | thing |  |
| Sum | <code>sum</code> | decimal | USD |

<code>entry</code> <code>진출</code>

<details><summary>SPARQL</summary>

````sparql
{BODY}
````

</details>
"""
    )


@pytest.mark.parametrize("text", INJECTED)
def test_nothing_in_markdown_has_a_meaning(text: str) -> None:
    told = shown(list_questions_md([nasty(text)], "en"))
    known = {"h1", "h2", "h3", "em", "p", "pre", "code", "br", "details", "summary"}
    assert set(re.findall(r"<([a-z0-9]+)", told)) <= known | {"table", "thead", "tbody", "tr", "th", "td"}
    assert len(re.findall("<h[123]", told)) == 3 and len(re.findall("</details>", told)) == 1
    (body,) = re.findall(r'<pre><code class="language-sparql">(.*?)\n</code></pre>', told, re.DOTALL)
    assert unescape(body) == text


# In a browser.


def browse(address: str, profile: Path) -> str:
    """The page as Chromium has it after its script ran; nothing may be logged."""
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have Chromium: apt-get install chromium")
        pytest.skip("no Chromium on this machine")
    flags = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync"
    flags += " --disable-component-update --enable-logging=stderr --v=0 --virtual-time-budget=2000 --dump-dom"
    done = subprocess.run(
        [chromium, *flags.split(), f"--user-data-dir={profile}", address],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    assert [line for line in done.stderr.splitlines() if "CONSOLE" in line] == []
    return done.stdout


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("", ["all-actors", "who-enters-a-country", "table-2-2-policies", "table-2-10-programmes"]),
        ("베트남", ["who-enters-a-country"]),
        ("COUNTRY entry", ["who-enters-a-country"]),
        ("Ｔａｂｌｅ 2 10", ["table-2-10-programmes"]),
        ("enters-a", ["who-enters-a-country"]),
        ("FILTER", []),
        ("<b>", []),
    ],
)
def test_the_search_finds_what_is_typed(typed: str, names: list[str], tmp_path: Path) -> None:
    draw_questions(QUERIES, tmp_path / "questions.html", language="en")
    told = browse(f"{(tmp_path / 'questions.html').as_uri()}?q={quote(typed)}", tmp_path / "profile")
    assert re.findall(r'<article id="([^"]*)">', told) == names
    assert len(re.findall(r'<article id="[^"]*" hidden="">', told)) == len(QUERIES) - len(names)
    assert f">{len(names)} / {len(QUERIES)}</output>" in told
    assert ('<p id="none" hidden="">' in told) == bool(names)
    groups = {"reports" if name.startswith("table") else "competency" for name in names}
    assert len(re.findall("<section>", told)) == len(groups)


def test_injected_texts_run_nothing_in_the_browser(tmp_path: Path) -> None:
    draw_questions([nasty(text) for text in INJECTED], tmp_path / "questions.html", language="en")
    told = browse((tmp_path / "questions.html").as_uri(), tmp_path / "profile")
    assert f"<title>{WORDS['en']['title']}</title>" in told
    assert told.count("<article") == len(INJECTED) and not re.search("<img|<script>(?!\n)", told)
