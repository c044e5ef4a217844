"""What lies around one thing, as a small SVG inside its page: no script, all languages, readable on a telephone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from markupsafe import Markup

from sckg.analysis.facts import Facts, Tie
from sckg.views.languages import LANGUAGES, Labels, attribute, best, readers, shown_to, words
from sckg.views.layout import Point
from sckg.views.marks import Shape, fitted
from sckg.views.network.looks import GROUPS, group_named, line_of, said, sign

__all__ = ["ego_svg"]

_WIDTH: Final = 360.0
_ROW: Final = 29.0
"""From one neighbour to the next below it."""
_SIDE, _BULGE = 80.0, 24.0
"""How far the columns of neighbours are from the middle at their ends, and how much nearer to it in their middle."""
_SIZE: Final = 11.0
_SIGN: Final = 5.5
_ROOM: Final = _WIDTH / 2 - _SIDE - _SIGN - 15.0
"""Width of a name beside its sign."""
_LINES: Final = 2


def ego_svg(facts: Facts, iri: str, *, link: Callable[[str], str], limit: int = 24) -> Markup:
    """The things tied to a thing, those with most statements; nothing where there are none.

    `link` gives the address of a thing's page, '' where it has none.
    """
    tied = _tied(facts, iri)
    kept = sorted(tied, key=lambda other: (-len({tie.statement for tie in tied[other]}), other))[:limit]
    if not kept:
        return Markup("")
    ordered = sorted(
        kept, key=lambda other: (list(GROUPS).index(_group(facts, other)), facts.label(other, "en"), other)
    )
    half = (len(ordered) + 1) // 2
    columns = (ordered[:half], ordered[half:])
    height = max(half * _ROW, 96.0) + 12.0
    middle = (_WIDTH / 2, height / 2)
    places = {other: place for side, column in enumerate(columns) for other, place in _column(column, side, middle)}
    parts = [_edge(facts, iri, tied[other], (middle, places[other])) for other in ordered]
    parts += [_neighbour(facts, other, places[other], link(other)) for other in ordered]
    parts.append(_draw(sign(_group(facts, iri), *middle, _SIGN * 1.7)))
    parts += _text(_labels(facts, iri), (middle[0], middle[1] + 24), "middle", bold=True)
    svg = Markup('<svg class="ego" viewBox="0 0 {:.0f} {:.0f}" role="group" {}>{}</svg>').format(
        _WIDTH, height, attribute("aria-label", words("network")["drawing_of"], "ko"), Markup("").join(parts)
    )
    rest = len(tied) - len(kept)
    return svg + (_rest(rest) if rest else Markup(""))


def _tied(facts: Facts, iri: str) -> dict[str, list[Tie]]:
    """Ties by the other end."""
    found: dict[str, list[Tie]] = defaultdict(list)
    for tie in (*facts.ties, *facts.stated):
        if iri in (tie.subject, tie.object) and tie.subject != tie.object:
            found[tie.object if tie.subject == iri else tie.subject].append(tie)
    return found


def _group(facts: Facts, iri: str) -> str:
    thing = facts.things.get(iri)
    return group_named(thing.family, iri, thing.home, acts=False) if thing else "elsewhere"


def _labels(facts: Facts, iri: str) -> Labels:
    thing = facts.things.get(iri)
    return thing.labels if thing and thing.labels else {"": facts.label(iri)}


def _column(column: Sequence[str], side: int, middle: Point) -> Iterator[tuple[str, Point]]:
    """Neighbours below each other on a bow around the middle."""
    for row, other in enumerate(column):
        across = (row + 0.5) / len(column) * 2 - 1
        away = _SIDE - _BULGE * (abs(across) ** 1.5 if len(column) > 2 else 0.0)
        yield other, (middle[0] + (away if side else -away), middle[1] + across * len(column) * _ROW / 2)


def _edge(facts: Facts, iri: str, ties: Sequence[Tie], ends: tuple[Point, Point]) -> Markup:
    """A line, that of the relation with most statements, with the sentences of all relations for a tip."""
    relations = sorted({tie.relation for tie in ties})
    first = max(relations, key=lambda name: sum(tie.relation == name for tie in ties))
    looks = line_of(first)
    (ax, ay), (bx, by) = ends
    forth = any(tie.relation == first and tie.subject == iri for tie in ties)
    near, far = _cut(ends, _SIGN * 1.7 + 2, _SIGN + 2.5)
    tip = (far if forth else near) if looks.arrow else None
    dashes = Markup(' stroke-dasharray="{}"').format(" ".join(f"{step / 2.5:g}" for step in looks.dashes))
    drawn = Markup('<path d="M{:.1f} {:.1f}L{:.1f} {:.1f}" stroke="{}" stroke-width="1.4" fill="none"{}/>').format(
        *near, *far, looks.colour, dashes if looks.dashes else ""
    )
    if tip:
        length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
        east, south = ((bx - ax) / length, (by - ay) / length) if forth else ((ax - bx) / length, (ay - by) / length)
        x, y = tip
        drawn += Markup('<path d="M{:.1f} {:.1f}L{:.1f} {:.1f}L{:.1f} {:.1f}Z" fill="{}"/>').format(
            x,
            y,
            x - east * 6 - south * 2.6,
            y - south * 6 + east * 2.6,
            x - east * 6 + south * 2.6,
            y - south * 6 - east * 2.6,
            looks.colour,
        )
    return Markup("<g>{}{}</g>").format(_tip(facts, ties), drawn)


def _cut(ends: tuple[Point, Point], gone: float, left: float) -> tuple[Point, Point]:
    """A line without what lies inside the signs at its ends."""
    (ax, ay), (bx, by) = ends
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
    east, south = (bx - ax) / length, (by - ay) / length
    return (ax + east * gone, ay + south * gone), (bx - east * left, by - south * left)


def _tip(facts: Facts, ties: Sequence[Tie]) -> Markup:
    edges = sorted({(tie.relation, tie.subject, tie.object) for tie in ties})
    told = {tag: "; ".join(_said(facts, *edge, tag) for edge in edges) for tag in LANGUAGES}
    return Markup("<title {}>{}</title>").format(attribute("text", told, "ko"), told["ko"])


def _said(facts: Facts, relation: str, subject: str, object_: str, tag: str) -> str:
    sentence = words("network").get(f"say_{relation}", {"": "{subject} – {object}"})
    return said(best(sentence, tag)[0], facts.label(subject, tag), facts.label(object_, tag))


def _neighbour(facts: Facts, other: str, place: Point, address: str) -> Markup:
    x, y = place
    right = x > _WIDTH / 2
    at = (x + (_SIGN + 5 if right else -_SIGN - 5), y + _SIZE * 0.36)
    texts = _text(_labels(facts, other), at, "start" if right else "end")
    shown = _draw(sign(_group(facts, other), x, y, _SIGN)) + Markup("").join(texts)
    return Markup('<a href="{}">{}</a>').format(address, shown) if address else Markup("<g>{}</g>").format(shown)


def _text(labels: Labels, at: Point, anchor: str, *, bold: bool = False) -> Iterator[Markup]:
    """A name in all languages, each in one line or two."""
    for text, tag, found in readers(labels):
        rows = _rows(text, _ROOM * 1.2 if bold else _ROOM)
        up = 0.0 if bold else (len(rows) - 1) * _SIZE * 0.55
        spans = Markup("").join(
            Markup('<tspan x="{:.1f}" y="{:.1f}">{}</tspan>').format(at[0], at[1] - up + row * _SIZE * 1.12, line)
            for row, line in enumerate(rows)
        )
        yield Markup('<text{} font-size="{:g}" text-anchor="{}"{}>{}</text>').format(
            shown_to(tag, found), _SIZE, anchor, Markup(' font-weight="700"') if bold else "", spans
        )


def _rows(text: str, room: float) -> list[str]:
    """A name in two lines at most, broken at a blank where there is one, the rest cut."""
    whole = fitted({"": text}, _SIZE, room)[""]
    if whole == text:
        return [text]
    head = whole.rstrip("…")
    at = len(head) if text[len(head) : len(head) + 1] == " " else head.rfind(" ")
    first = head[:at] if at > 0 else head
    return [first, fitted({"": text[len(first) :].strip()}, _SIZE, room)[""]]


def _draw(shape: Shape) -> Markup:
    path = "".join(f"{letter}{' '.join(f'{number:.1f}' for number in numbers)}" for letter, *numbers in shape.steps)
    return Markup('<path d="{}" fill="{}" stroke="#fff"/>').format(path, shape.fill)


def _rest(rest: int) -> Markup:
    text = words("network")["left_out"]
    told = {tag: best(text, tag)[0].format(n=rest) for tag in LANGUAGES}
    return Markup('<p class="ego-rest">{}</p>').format(
        Markup("").join(
            Markup("<span{}>{}</span>").format(shown_to(tag, found), line) for line, tag, found in readers(told)
        )
    )
