"""Which ties are looked at: by home, host, relation, sector, kind of actor, stage, period, dispute, neighbourhood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final

from sckg.analysis.facts import Facts, Tie
from sckg.analysis.shapes import own_relations, shapes
from sckg.errors import NotFoundError, UsageError
from sckg.namespaces import ID, ONTOLOGY, local
from sckg.queries import Parameter, Session

if TYPE_CHECKING:
    from sckg.sources.dates import Span

__all__ = ["Ends", "Selection", "select", "undated"]

Ends = Callable[[Tie], tuple[str, str]]
"""From which node to which other a tie leads in a network."""
_EXAMPLES: Final = {
    "home": "Korea",
    "host": "Vietnam",
    "sector": "transport",
    "relation": "enters",
    "kind": "Firm",
    "stage": "memorandum",
    "as_of": "2017-06",
    "start": "2014",
    "end": "2018-12",
    "around": "LG CNS",
}
_OPTIONS: Final = {"as_of": "as-of", "start": "from", "end": "to"}
_BEGINNING: Final = 92
"""Score of a name that begins with what was typed (`Names.find`)."""
_THINGS: Final = {"home": "Country", "host": "Country", "around": "Thing"}
_CODES: Final = ("sector", "stage")


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked for; what is left out does not restrict. All of it must hold, of each set any.

    `home` is the country the subject is of, `host` the country where the tie takes effect (`Facts.host`), `sector` a
    sector or any narrower one (IRIs). `relation` holds local names of relations, `kind` of classes of the subject,
    narrower ones included, `stage` ids of stages. `contested` is True for disputed ties alone, False for none of them.

    Dates are EDTF texts. `as_of` keeps what had begun by the end of it and was not over before it; `start` and `end`
    keep what began before the period was over and was over, by its end or else its own date, no earlier than the period
    began. Ties without a date are in no period (`undated` counts them).

    `around` keeps what lies within `hops` ties of a thing.
    """

    home: frozenset[str] = frozenset()
    host: frozenset[str] = frozenset()
    sector: frozenset[str] = frozenset()
    relation: frozenset[str] = frozenset()
    kind: frozenset[str] = frozenset()
    stage: frozenset[str] = frozenset()
    as_of: str = ""
    start: str = ""
    end: str = ""
    contested: bool | None = None
    around: str = ""
    hops: int = 1

    def __post_init__(self) -> None:
        """Raises `UsageError` for a date that is no date, a period that ends before it begins, less than one hop."""
        if self.as_of and (self.start or self.end):
            raise UsageError("as-of and from/to exclude each other. Example: from=2014 to=2018-12")
        spans = {name: _span(name, getattr(self, name)) for name in ("as_of", "start", "end")}
        first, last = spans["start"], spans["end"]
        if first and last and last.latest < first.earliest:
            raise UsageError(f"to ({self.end}) lies before from ({self.start}). Example: from=2014 to=2018-12")
        if self.hops < 1:
            raise UsageError(f"hops: {self.hops} is less than 1. Example: hops=2")

    @classmethod
    def of(cls, session: Session, **given: Any) -> Selection:
        """A selection from what people type: labels in any language, ids or ISO codes, one or several of each.

        For example `Selection.of(session, home=["한국", "JP"], sector="transport", as_of="2017-06")`. Raises
        `NotFoundError` for what nothing goes by, `UsageError` for an unknown filter, a thing of another kind, or a date
        that is no date.
        """
        known = {one.name for one in fields(cls)}
        if wrong := sorted(given.keys() - known):
            raise UsageError(f"no filter {wrong[0]!r}. There are: {', '.join(sorted(known))}")
        told = {name: value for name, value in given.items() if value not in (None, "", ())}
        for name in ("home", "host", "sector", "relation", "kind", "stage"):
            if name in told:
                values = (told[name],) if isinstance(told[name], str) else told[name]
                told[name] = frozenset(_resolved(session, name, str(value)) for value in values)
        if "around" in told:
            told["around"] = _resolved(session, "around", str(told["around"]))
        return cls(**told)

    def keep(self, tie: Tie, facts: Facts) -> bool:
        """Whether a tie passes all filters but `around`, which looks at other ties, too."""
        return all(passes(tie) for _, _, passes in self._steps(facts))

    def asked(self, facts: Facts) -> dict[str, str]:
        """What is asked for, filter by filter, in the language of the facts."""
        told = {name: asked for name, asked, _ in self._steps(facts)}
        if self.around:
            told["around"] = f"{facts.label(self.around)}, {self.hops}"
        return told

    def _steps(self, facts: Facts) -> Iterator[tuple[str, str, Callable[[Tie], bool]]]:
        """Every filter that restricts: its name, what it asks for, and whether a tie passes it."""
        tests: dict[str, Callable[[Tie], bool]] = {
            "relation": lambda tie: tie.relation in self.relation,
            "home": lambda tie: facts.home(tie.subject) in self.home,
            "host": lambda tie: facts.host(tie) in self.host,
            "sector": lambda tie: any(self.sector & facts.line(one) for one in tie.sectors),
            "kind": lambda tie: any(facts.is_a(tie.subject, name) for name in self.kind),
            "stage": lambda tie: tie.stage in self.stage,
        }
        for name, passes in tests.items():
            if wanted := getattr(self, name):
                yield name, ", ".join(sorted(facts.label(one) if "/" in one else one for one in wanted)), passes
        if self.contested is not None:
            yield "contested", "only" if self.contested else "without", lambda tie: tie.contested is self.contested
        if period := self.period:
            yield "period", period, self._in_period

    @property
    def period(self) -> str:
        """The period asked for, as text; ''."""
        parts = {"as of": self.as_of, "from": self.start, "to": self.end}
        return " ".join(f"{name} {text}" for name, text in parts.items() if text)

    def _in_period(self, tie: Tie) -> bool:
        if not tie.earliest:
            return False
        moment = _span("as_of", self.as_of)
        if moment:
            return tie.earliest <= moment.latest and not (tie.ended and tie.ended < moment.earliest)
        first, last, over = _span("start", self.start), _span("end", self.end), tie.ended or tie.latest
        return (last is None or tie.earliest <= last.latest) and (first is None or not over or over >= first.earliest)


def select(
    facts: Facts, selection: Selection, *, ties: Iterable[Tie] | None = None, ends: Ends | None = None
) -> list[Tie]:
    """The ties (by default the derived ones of `facts`) that a selection keeps, in their order.

    `ends` says between which nodes a tie leads where hops are counted: its subject and object by default. Raises
    `UsageError` where nothing is left, naming the filter that left nothing and how many ties there were before it.
    """
    kept = list(facts.ties if ties is None else ties)
    for name, asked, passes in selection._steps(facts):
        found = [tie for tie in kept if passes(tie)]
        if not found:
            lost = sum(not tie.earliest for tie in kept)
            hint = f" ({lost} of them without a date)" if name == "period" and lost else ""
            raise _nothing(name, asked, f"{len(kept)} ties{hint}")
        kept = found
    if selection.around:
        found = _near(kept, selection, ends or (lambda tie: (tie.subject, tie.object)))
        if not found:
            raise _nothing("around", facts.label(selection.around), f"{len(kept)} ties")
        kept = found
    if not kept:
        raise UsageError("nothing to select from: the graph holds no such ties")
    return kept


def undated(facts: Facts, selection: Selection, *, ties: Iterable[Tie] | None = None) -> int:
    """How many statements a period leaves out because they have no date, though all other filters keep their ties."""
    if not selection.period:
        return 0
    rest = replace(selection, as_of="", start="", end="")
    pool = facts.ties if ties is None else ties
    return len({tie.statement for tie in pool if not tie.earliest and rest.keep(tie, facts)})


def _nothing(name: str, asked: str, before: str) -> UsageError:
    return UsageError(f"nothing is left: {name} ({asked}) leaves none of the {before}. Widen that filter, or drop one")


def _near(ties: list[Tie], selection: Selection, ends: Ends) -> list[Tie]:
    """Ties between nodes at most `hops` ties away.

    Around what is no node itself (an engagement, a sector, a place, a project elsewhere), the ties that rest on it or
    concern it are the first hop.
    """
    lines: dict[str, set[str]] = defaultdict(set)
    for tie in ties:
        start, end = ends(tie)
        lines[start].add(end)
        lines[end].add(start)
    if selection.around in lines:
        inside = _reached(lines, {selection.around}, selection.hops)
        return [tie for tie in ties if inside.issuperset(ends(tie))]
    touching = [tie for tie in ties if _touches(tie, selection.around)]
    if selection.hops == 1:
        return touching
    inside = _reached(lines, {end for tie in touching for end in ends(tie)}, selection.hops - 1)
    return [tie for tie in ties if inside.issuperset(ends(tie))] if touching else []


def _reached(lines: dict[str, set[str]], inside: set[str], hops: int) -> set[str]:
    edge = inside
    for _ in range(hops):
        edge = {other for one in edge for other in lines[one]} - inside
        inside = inside | edge
    return inside


def _touches(tie: Tie, iri: str) -> bool:
    return iri in (tie.subject, tie.object, tie.statement, tie.project, tie.place, *tie.sectors, *tie.bases)


def _span(name: str, text: str) -> Span | None:
    """What a date may mean; None for ''."""
    from sckg.sources.dates import span  # needs 0.1 s, and only where a period is asked for

    if not text:
        return None
    try:
        found = span(text)
    except ValueError:
        found = None
    if found is None:
        option, example = _OPTIONS.get(name, name), _EXAMPLES[name]
        raise UsageError(f"{option}: {text!r} is no date (EDTF). Example: {option}={example}")
    return found


def _resolved(session: Session, name: str, value: str) -> str:
    """What a value of a filter means: an IRI, or the local name of a relation or class, or the id of a stage."""
    if name in _CODES:
        scheme = f"{ID}concept/{name}"
        codes = tuple(local(row["code"].value) for row in session.view("codes", {"scheme": scheme}))
        found = _asked(session, Parameter(name, "iri", None, (_EXAMPLES[name],), name, codes), value)
        return local(found) if name == "stage" else found
    if name == "kind":
        return _class(session, value)
    if name == "relation":
        return _relation(session, value)
    return _asked(session, Parameter(name, "iri", None, (_EXAMPLES[name],), _THINGS[name]), value)


def _asked(session: Session, parameter: Parameter, value: str) -> str:
    """`Session.resolve`, its errors told as those of a filter."""
    try:
        return session.resolve(parameter, value)
    except UsageError as error:
        name = parameter.name
        told = str(error).removeprefix(f"parameter {name}: ").replace(f"-p {name}=", f"{name}=")
        raise type(error)(f"{name}: {told}") from error


def _named(session: Session, value: str) -> set[str]:
    """Terms of the ontology that go by a local name or a label in any language, else by the beginning of one."""
    name = value.removeprefix(ONTOLOGY).removeprefix("sckg:")
    if ONTOLOGY + name in session.names.labels:
        return {name}
    terms = [one for one in session.names.find(value, 200) if one.iri.startswith(ONTOLOGY) and one.score >= _BEGINNING]
    return {local(one.iri) for one in terms if one.score == terms[0].score}


def _class(session: Session, value: str) -> str:
    known = {local(row["class"].value) for row in session.view("narrower", {"class": f"{ONTOLOGY}Actor"})}
    return _chosen("kind", value, {name: session.label(ONTOLOGY + name) for name in known}, _named(session, value))


def _relation(session: Session, value: str) -> str:
    """A relation that is an edge of any shape."""
    known = {
        name: own.label[session.language] if (own := own_relations().get(name)) else session.label(ONTOLOGY + name)
        for shape in shapes().values()
        for name in (*shape.relations, *shape.also)
    }
    bare = _bare(value)
    through = {name for name, own in own_relations().items() if bare in map(_bare, (name, *own.label.values()))}
    return _chosen("relation", value, known, through or _named(session, value))


def _bare(text: str) -> str:
    return text.replace(" ", "").casefold()


def _chosen(name: str, value: str, known: Mapping[str, str], found: Iterable[str]) -> str:
    """The one of the known that was found."""
    fitting = sorted(known.keys() & set(found))
    if len(fitting) == 1:
        return fitting[0]
    what = "means more than one thing" if fitting else "is none of those there are"
    raise NotFoundError(
        f"{name}: {value!r} {what}. Example: {name}={_EXAMPLES[name]}. There are:",
        [f"{one}  {known[one]}" for one in fitting or sorted(known)],
    )
