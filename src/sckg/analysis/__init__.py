"""Facts, selections and networks: what all pictures and measures are computed from.

`facts = read_facts(session)` once; `selection = Selection.of(session, home="Korea", as_of="2017-06")`;
`select(facts, selection)` for ties, `project(facts, "relations", selection)` for a networkx graph.

Measures: `measure_centrality(graph)`, `find_communities(graph, ties)`, `find_brokers(facts, ties, nations())`,
`joint_cells(facts, ties, nations(), bodies=read_bodies(session))`, `find_gaps(facts, ties, nations(),
read_surroundings(session))`, `compare_all(session, facts, ties, nations())`; each has a `…_table` for its result.
"""

from sckg.analysis.brokerage import Broker, find_brokers
from sckg.analysis.centrality import MEASURES, Scores, measure_centrality
from sckg.analysis.communities import Community, find_communities, partition
from sckg.analysis.comparison import Comparison, Entry, Finding, compare, compare_all
from sckg.analysis.dated import Dated, Days, count_undated, read_dated, select_dated
from sckg.analysis.facts import FAMILIES, Facts, Part, Thing, Tie, read_facts
from sckg.analysis.flows import Flow, flows, top_sectors
from sckg.analysis.gaps import SCOPES, Missing, Surroundings, Unsaid, find_gaps, read_surroundings, unsaid_of_nations
from sckg.analysis.joint_entry import Body, JointCell, joint_cells, read_bodies
from sckg.analysis.projection import project, recover
from sckg.analysis.selection import Selection, select, undated
from sckg.analysis.shapes import shapes
from sckg.analysis.tables import (
    brokers_table,
    centrality_table,
    communities_table,
    comparison_table,
    gaps_table,
    joint_entry_table,
)
from sckg.analysis.wording import nations

__all__ = [
    "FAMILIES",
    "MEASURES",
    "SCOPES",
    "Body",
    "Broker",
    "Community",
    "Comparison",
    "Dated",
    "Days",
    "Entry",
    "Facts",
    "Finding",
    "Flow",
    "JointCell",
    "Missing",
    "Part",
    "Scores",
    "Selection",
    "Surroundings",
    "Thing",
    "Tie",
    "Unsaid",
    "brokers_table",
    "centrality_table",
    "communities_table",
    "compare",
    "compare_all",
    "comparison_table",
    "count_undated",
    "find_brokers",
    "find_communities",
    "find_gaps",
    "flows",
    "gaps_table",
    "joint_cells",
    "joint_entry_table",
    "measure_centrality",
    "nations",
    "partition",
    "project",
    "read_bodies",
    "read_dated",
    "read_facts",
    "read_surroundings",
    "recover",
    "select",
    "select_dated",
    "shapes",
    "top_sectors",
    "undated",
    "unsaid_of_nations",
]
