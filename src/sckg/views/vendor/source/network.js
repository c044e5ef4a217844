// The network in WebGL: window.SckgNetwork. Made for graphs of more than 300 nodes.
import { MultiDirectedGraph } from "graphology";
import Sigma from "sigma";

import { Shape, SHAPES } from "./shape.js";
import { Tie } from "./tie.js";

/** Stands where sigma would make a program of its own that nobody uses: making one costs a tenth of a second. */
class Unused {
  reallocate(count) {
    if (count > 0) throw new Error("nodes and edges have no `type` here: see SckgNetwork.show");
  }

  render() {}

  kill() {}
}

/**
 * Draws a graph into an element and gives the Sigma; throws where the browser has no WebGL.
 *
 * Nodes: x, y, size (radius in pixels), color, label, shape (one of SckgNetwork.shapes; a circle without).
 * Edges: size (width in pixels), color, arrow (false: no head), dashed (true), offset (pixels to its left: see spread).
 */
function show(graph, container, settings = {}) {
  return new Sigma(graph, container, {
    nodeProgramClasses: { circle: Shape },
    edgeProgramClasses: { line: Tie, arrow: Unused },
    ...settings,
  });
}

/** Sets `offset` so that edges between the same two nodes, in either direction, run beside each other. */
function spread(graph, gap = 5) {
  const pairs = new Map();
  graph.forEachEdge((edge, _, source, target) => {
    const pair = JSON.stringify([source, target].sort());
    pairs.set(pair, [...(pairs.get(pair) ?? []), [edge, source <= target ? 1 : -1]]);
  });
  for (const edges of pairs.values()) {
    edges.forEach(([edge, side], i) => graph.setEdgeAttribute(edge, "offset", side * gap * (i - (edges.length - 1) / 2)));
  }
}

window.SckgNetwork = Object.freeze({ Graph: MultiDirectedGraph, Sigma, shapes: Object.freeze(SHAPES), show, spread });
