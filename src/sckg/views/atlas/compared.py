"""The nations side by side, in the form of the report's closing table: what it says, then what is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from markupsafe import Markup

from sckg.analysis import Comparison, Entry
from sckg.analysis.comparison import SHARED, TOPICS
from sckg.views.atlas import statements as told
from sckg.views.atlas.analysed import Measured
from sckg.views.atlas.blocks import Group, Row
from sckg.views.atlas.desk import Desk
from sckg.views.atlas.texts import word
from sckg.views.languages import Labels

__all__ = ["comparison"]


def comparison(desk: Desk, found: Measured) -> Iterator[Group]:
    """A group for the closing table, and one for each topic that is counted or listed."""
    if not found.comparisons:
        return
    yield _closing(desk, found)
    one = found.comparisons["en"]
    for topic in TOPICS:
        rows = tuple(_shared(desk, topic, one) if topic in SHARED else _own(desk, topic, one))
        if rows:
            heads = _heads(desk, one, "item" if topic in SHARED else "")
            yield Group(f"topic_{topic}", word(f"topic_{topic}"), heads, rows, cited=False)


def _heads(desk: Desk, found: Comparison, first: str) -> tuple[Labels, ...]:
    own = tuple(desk.labels(nation) for nation in found.nations)
    return (word(f"h_{first}"), *own) if first else own


def _closing(desk: Desk, found: Measured) -> Group:
    """The bullets of the closing table, in every language it was asked for."""
    english, korean = found.comparisons["en"], found.comparisons["ko"]
    topics = dict.fromkeys(one.topic for one in english.findings)
    told = dict.fromkeys(one.topic for one in korean.findings)
    rows = tuple(
        Row(
            (
                desk.tell.say({"en": topic, "ko": name}),
                *(_under(desk, nation, _bullets(desk, found, (topic, name), nation)) for nation in found.nations),
            )
        )
        for topic, name in zip(topics, told, strict=True)
    )
    return Group("closing", word("closing"), _heads(desk, english, "topic"), rows, word("closing_note"), cited=False)


def _bullets(desk: Desk, found: Measured, topic: tuple[str, str], nation: str) -> Markup:
    """What the closing table says of a nation under a topic, which is named in English and Korean."""
    english, korean = (
        [one for one in found.comparisons[tag].findings if (one.topic, one.nation) == (name, nation)]
        for tag, name in zip(("en", "ko"), topic, strict=True)
    )
    pairs = list(zip_longest((one.text for one in english), (one.text for one in korean), fillvalue=""))
    items = Markup("").join(Markup("<li>{}</li>").format(desk.tell.say({"ko": ko, "en": en})) for en, ko in pairs)
    places = dict.fromkeys(place for one in english for place in one.places)
    if not pairs:
        return Markup("")
    return Markup('<ul>{}</ul><span class="cited">{}</span>').format(items, desk.tell.cited_as(places))


def _under(desk: Desk, nation: str, cell: Markup) -> Markup:
    """A cell that says of which nation it is where no head stands above; nothing for nothing."""
    return (
        Markup('<p class="narrow whose">{}{}</p>{}').format(desk.tell.sign(nation), desk.tell.name(nation), cell)
        if cell
        else cell
    )


def _shared(desk: Desk, topic: str, found: Comparison) -> Iterator[Row]:
    """Items that the nations share: a row each, with numbers that open what they count."""
    by_item = [{one.thing: one for one in found.entries.get((topic, nation), ())} for nation in found.nations]
    total = {item: sum(own[item].count for own in by_item if item in own) for items in by_item for item in items}
    for item in sorted(total, key=lambda one: (-total[one], one)):
        cells = (
            _counted(desk, nation, own[item]) if item in own else Markup("")
            for nation, own in zip(found.nations, by_item, strict=True)
        )
        yield Row((desk.tell.link(item), *cells))


def _counted(desk: Desk, nation: str, one: Entry) -> Markup:
    """A number of a nation, that opens what it counts."""
    whose = Markup('<span class="narrow">{}{} </span>').format(desk.tell.sign(nation), desk.tell.name(nation))
    return Markup('<details><summary>{}{}{}</summary>{} <span class="cited">{}</span></details>').format(
        whose, one.count, _doubt(desk, one), told.list_of(desk, one.statements), desk.tell.cites(one.bases)
    )


def _own(desk: Desk, topic: str, found: Comparison) -> Iterator[Row]:
    """Lists that each nation has of its own, beside each other."""
    own = [found.entries.get((topic, nation), ()) for nation in found.nations]
    if any(own):
        cells = (Markup("").join(_listed(desk, one) for one in entries) for entries in own)
        yield Row(tuple(_under(desk, nation, cell) for nation, cell in zip(found.nations, cells, strict=True)))


def _listed(desk: Desk, one: Entry) -> Markup:
    cited = desk.tell.cites(one.bases) if one.bases else desk.tell.cited_as(one.places)
    count = Markup(" ({})").format(one.count) if one.count else Markup("")
    return Markup('<p>{}{}{} <span class="cited">{}</span></p>').format(
        desk.tell.link(one.thing), count, _doubt(desk, one), cited
    )


def _doubt(desk: Desk, one: Entry) -> Markup:
    return desk.mark("contested") if one.contested else Markup("")
