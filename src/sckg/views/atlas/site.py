"""The atlas as a whole: everything is read once, then page after page is written into one folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from sckg import __version__
from sckg.analysis import read_facts
from sckg.config import paths
from sckg.namespaces import ID
from sckg.queries import Query, Session, load_queries, read_dossiers
from sckg.queries.places import PAGED, PARTS, UNPAGED
from sckg.store import fresh_folder
from sckg.views.atlas import things
from sckg.views.atlas.addresses import SECTOR, page_of
from sckg.views.atlas.analysed import Measured, bridges, communities, entries, gaps, measure
from sckg.views.atlas.asked import Answered, Remembering, answers
from sckg.views.atlas.compared import comparison
from sckg.views.atlas.covered import cited_share, coverage_groups
from sckg.views.atlas.desk import Desk
from sckg.views.atlas.downloads import answer_files, list_files, zipped
from sckg.views.atlas.elsewhere import credits_of
from sckg.views.atlas.home import figures_of, main_findings
from sckg.views.atlas.joint import cells_in_full, finance_bodies, matrix
from sckg.views.atlas.lists import ListPage, all_lists
from sckg.views.atlas.pictured import all_charts, home_map, network
from sckg.views.atlas.search import search_index
from sckg.views.atlas.sections import Sections
from sckg.views.atlas.strip import strip
from sckg.views.atlas.telling import Teller
from sckg.views.atlas.texts import Texts, filled, word
from sckg.views.charts import Chart, as_picture
from sckg.views.grounds import Grounds, about_of
from sckg.views.languages import Labels, json_text
from sckg.views.network import ego_svg
from sckg.views.pages import fill_page
from sckg.views.pictures import Picture, bundle_styles, bundle_text, own_asset

__all__ = ["MARKER", "Written", "write_atlas"]

MARKER: Final = "atlas.json"
"""The file that tells an atlas from any other folder."""
_PAGES: Final[Mapping[str, Callable[[Desk, str], things.ThingPage]]] = {
    "Actor": things.actor_page,
    "Place": things.place_page,
    "Project": things.project_page,
    "Policy": things.policy_page,
    "Engagement": things.engagement_page,
}
_GRAPH: Final = ("sckg.ttl", "sckg.jsonld", "context.jsonld", "questions.ttl")
"""Files of the build that the atlas hands on."""
_ZIPPED: Final = ("sckg.ttl", "sckg.jsonld")
"""Those handed on as archives: ten times smaller."""
_STYLES: Final = ("language", "picture", "atlas", "chart", "ego", "network")
_SCRIPTS: Final = ("first", "language", "atlas", "search", "chart", "network", "network-vis", "network-sigma")
_SAID: Final = ("find", "found_none", "found_some", "left")
"""Words that the scripts say."""
_POLICY: Final = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:{styles}; img-src 'self' file: data:; "
    "base-uri 'none'; form-action 'none'"
)
"""Nothing from any host; Safari takes `'self'` for no file beside the page, hence `file:`."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: pages, files in all, and their bytes."""

    pages: int
    files: int
    size: int


def write_atlas(session: Session, out: Path, *, build: Path | None = None, language: str = "en") -> Written:
    """Write the atlas of a session into a folder, opened in `language`; with `build`, the files of the graph, too.

    Raises `UsageError` where the folder holds something else than an atlas, or cannot be written.
    """
    asked = Session(Remembering(session.engine), paths().queries / "views", language)
    with fresh_folder(out, MARKER) as stage:
        site = _Site(asked, stage, language)
        site.write(load_queries(paths().queries), build)
        (stage / MARKER).write_text(json.dumps({"atlas": 1, "sckg": __version__}) + "\n", encoding="utf-8")
        found = [path for path in stage.rglob("*") if path.is_file()]
        return Written(site.pages, len(found), sum(path.stat().st_size for path in found))


class _Site:
    """The atlas while it is written."""

    def __init__(self, session: Session, folder: Path, language: str) -> None:
        self.session, self.folder, self.language = session, folder, language
        self.texts = Texts(language)
        dossiers, facts = read_dossiers(session), read_facts(session)
        self.top, self.deep = (Desk(dossiers, facts, Teller(dossiers, self.texts, root)) for root in ("", "../"))
        self.sections = Sections(self.deep)
        self.about = about_of(session)
        self.pages = 0

    def write(self, queries: Iterable[Query], build: Path | None) -> None:
        """All pages and files."""
        answered = answers(self.session, queries, self.deep.tell)
        lists = all_lists(self.top, Sections(self.top))
        self._assets()
        self._things()
        self._lists(lists)
        self._questions(answered)
        found = measure(self.session, self.top)
        grounds = Grounds.of(self.session, self.top.facts)
        charts = list(all_charts(self.session, grounds))
        self._picture(network(grounds, self.language, self.top.dossiers))
        for chart in charts:
            self._picture(as_picture(chart, self.language))
        self._analysis(found)
        self._record()
        self._home(found, lists, len(answered), next(one for one in charts if one.name == "map"))
        self._downloads(answered, build)
        self._put("assets/index.js", search_index(self.top, answered))
        self._put("assets/texts.js", self.texts.script())

    def _put(self, address: str, data: bytes) -> None:
        path = self.folder / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def _page(
        self, address: str, template: str, titles: Labels, *, here: str, inline: bool = False, **values: Any
    ) -> None:
        """Write a page; `here` is the entry of the menu it belongs to, `inline` whether it holds styles of its own."""
        desk = self.deep if "/" in address else self.top
        page = fill_page(
            f"atlas/{template}.html",
            address=address,
            titles=titles,
            title=self.texts.say(titles, "title"),
            language=self.language,
            policy=_POLICY.format(styles=" 'unsafe-inline'" if inline else ""),
            here=here,
            root=desk.tell.root,
            tell=desk.tell,
            about=self.about,
            **values,
        )
        self._put(address, page)
        self.pages += 1

    def _assets(self) -> None:
        for name in _STYLES:
            self._put(f"assets/{name}.css", own_asset(f"{name}.css").encode())
        for name in _SCRIPTS:
            self._put(f"assets/{name}.js", own_asset(f"{name}.js").encode())
        told: dict[str, object] = {key: word(key) for key in _SAID}
        told |= {"place": PAGED, "place_unpaged": UNPAGED, "parts": PARTS}
        self._put("assets/words.js", f"window.sckgAtlas.words={json_text(told)};\n".encode())
        self._put("assets/vendor/search.js", bundle_text("search").encode())

    def _things(self) -> None:
        """A page for each actor, place, project, policy, engagement, sector and section."""
        desk = self.deep
        for kind, made in _PAGES.items():
            for iri in desk.members(kind):
                if iri.startswith(f"{ID}{kind.lower()}/"):
                    self._thing(made(desk, iri))
        for iri in (one for one in desk.members("Concept") if one.startswith(SECTOR)):
            self._thing(things.sector_page(desk, iri))
        for iri in desk.members("Section"):
            page = self.sections.page(iri)
            self._page(page.address, "section", page.numbered, here="record", page=page)

    def _thing(self, page: things.ThingPage) -> None:
        around = Markup("")
        if page.around:
            around = ego_svg(self.deep.facts, page.iri, link=self._lead)
        here = page.up[0].removesuffix(".html")
        self._page(
            page.address, "thing", page.title, here=here, page=page, around=around, strip=strip(self.deep, page.dated)
        )

    def _lead(self, iri: str) -> str:
        address = page_of(iri) if iri in self.deep.dossiers else ""
        return f"../{address}" if address else ""

    def _lists(self, lists: Iterable[ListPage]) -> None:
        for one in lists:
            self._page(
                one.address,
                "list",
                word(one.title),
                here=one.key,
                groups=one.groups,
                lead=word(f"lead_{one.key}"),
                count=one.count,
            )

    def _questions(self, answered: list[Answered]) -> None:
        self._page("questions.html", "questions", word("questions"), here="questions", answered=answered)
        for one in answered:
            self._page(one.address, "question", one.titles, here="questions", one=one)

    def _picture(self, picture: Picture) -> None:
        for bundle in picture.bundles:
            self._put(f"assets/vendor/{bundle}.js", bundle_text(bundle).encode())
            if styles := bundle_styles(bundle):
                self._put(f"assets/vendor/{bundle}.css", styles.encode())
        self._page(
            f"{picture.name}.html",
            "picture",
            picture.titles,
            here=picture.name,
            inline=True,
            picture=picture,
            sheets=[bundle for bundle in picture.bundles if bundle_styles(bundle)],
            data=json_text(picture.data),
        )

    def _analysis(self, found: Measured) -> None:
        made = {
            "entries": entries,
            "gaps": gaps,
            "comparison": comparison,
            "bridges": bridges,
            "communities": communities,
        }
        for key, groups in made.items():
            shown = [one for one in groups(self.top, found) if one.rows]
            self._page(f"{key}.html", "list", word(key), here=key, groups=shown, lead=word(f"lead_{key}"), count=None)
        self._page(
            "joint-entry.html",
            "joint",
            word("joint_entry"),
            here="joint-entry",
            matrix=matrix(self.top, found.cells),
            nations=found.nations,
            cells=list(cells_in_full(self.top, found.cells)),
            bodies=list(finance_bodies(self.top, found.cells)),
            count=filled("cells_many", count=len(found.cells)),
        )

    def _record(self) -> None:
        sections = Sections(self.top)
        seen, total = cited_share(self.top, sections)
        groups = tuple(coverage_groups(self.top, sections))
        self._page(
            "coverage.html", "coverage", word("coverage"), here="coverage", groups=groups, seen=seen, total=total
        )
        self._page("about.html", "about", word("about"), here="about", credits=list(credits_of(self.top)))

    def _home(self, found: Measured, lists: list[ListPage], questions: int, chart: Chart) -> None:
        self._page(
            "index.html",
            "home",
            word("atlas"),
            here="",
            inline=True,
            figures=figures_of(lists, questions),
            findings=list(main_findings(self.top, found)),
            picture=chart,
            drawing=home_map(chart, self.language),
        )

    def _downloads(self, answered: list[Answered], build: Path | None) -> None:
        files = []
        for name, data in list_files(self.session, self.top):
            files.append((name, len(data)))
            self._put(f"data/{name}", data)
        for name, data in answer_files(answered):
            self._put(f"data/answers/{name}", data)
        graph = list(self._graph(build)) if build else []
        title = word("downloads")
        self._page("downloads.html", "downloads", title, here="downloads", files=files, graph=graph, answered=answered)

    def _graph(self, build: Path) -> Iterator[tuple[str, int]]:
        """Hand on the files of the graph, the larger form in an archive; name and bytes of each."""
        for name in _GRAPH:
            if not (build / name).is_file():
                continue
            data = (build / name).read_bytes()
            if name in _ZIPPED:
                name, data = f"{name}.zip", zipped(name, data)
            self._put(f"data/{name}", data)
            yield name, len(data)
