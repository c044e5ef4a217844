// The drawing of a large network in WebGL, by sigma; names lie on a canvas of their own, where none overlaps another.
window.sckgNetworkView = (box, data, moment, choose) => {
  "use strict";
  const FADED = "#e6e9ec";
  const INK = "#1b2733";
  const DOUBT = "#9b1c1c";
  const HEIGHT = 12;
  const NAMES = 90; // most names at once
  const [ACROSS, DOWN] = [9, 7]; // least room between names, in pixels
  const BIG = 40; // edges from which on no name covers a node
  const WIDE = 20; // letters of a name that is not looked at; Latin ones count half
  const { Graph, show, spread } = window.SckgNetwork;
  const graph = new Graph();
  const dot = (number, { degree, group }) => {
    const { colour, sign } = data.groups[group[number]];
    return { size: Math.min(13, 2.4 + Math.sqrt(degree[number])), color: colour, shape: sign === "dot" ? "circle" : sign };
  };
  const width = (told) => 0.8 + 0.5 * Math.sqrt(told ? told.weight : 1);
  const ranked = ({ degree }) => [...data.nodes.keys()].sort((a, b) => degree[b] - degree[a] || a - b);
  data.nodes.forEach((node, number) => {
    graph.addNode(number, { x: node.x, y: -node.y, label: sckgText(node.labels), ...dot(number, moment) });
  });
  data.edges.forEach((edge, number) => {
    const line = data.relations[edge.relation];
    graph.addEdgeWithKey(number, edge.from, edge.to, {
      size: width(moment.edges[number]), color: line.colour, arrow: line.arrow, dashed: line.dashes.length > 0,
    });
  });
  spread(graph);
  let order = ranked(moment);
  const doubtful = [...data.edges.keys()].filter((number) => data.edges[number].because.some(([, , contested]) => contested));
  const face = () => getComputedStyle(document.body).fontFamily;
  let shown = { nodes: new Set(order), edges: new Set(data.edges.keys()), near: null, moment };
  let hovered = null;

  const renderer = show(graph, box, {
    allowInvalidContainer: true, renderLabels: false, labelFont: face(), labelSize: HEIGHT + 1, labelColor: { color: INK },
    zIndex: true, stagePadding: 44, minEdgeThickness: 0.6,
    nodeReducer(key, attributes) {
      const number = Number(key);
      if (!shown.nodes.has(number)) return { ...attributes, hidden: true };
      if (!shown.near) return attributes;
      return shown.near.nodes.has(number) ? { ...attributes, zIndex: 1 } : { ...attributes, color: FADED, zIndex: 0 };
    },
    edgeReducer(key, attributes) {
      const number = Number(key);
      if (!shown.edges.has(number)) return { ...attributes, hidden: true };
      if (!shown.near) return attributes;
      return shown.near.edges.has(number) ? { ...attributes, zIndex: 1 } : { ...attributes, color: FADED, zIndex: 0 };
    },
  });

  const layer = document.createElement("canvas");
  layer.className = "network-names";
  box.append(layer);

  const wide = (letter) => (letter.charCodeAt(0) > 0x2e7f ? 1 : 0.54);
  function cut(text) {
    let sum = 0;
    const letters = [...text];
    const end = letters.findIndex((letter) => (sum += wide(letter)) > WIDE);
    return end < 0 ? text : `${letters.slice(0, end).join("")}…`;
  }

  const onScreen = (number) => {
    const place = renderer.getNodeDisplayData(number);
    return { ...renderer.framedGraphToViewport(place), size: renderer.scaleSize(place.size) };
  };

  function write(context, text, x, y, colour) {
    context.strokeText(text, x, y);
    context.fillStyle = colour;
    context.fillText(text, x, y);
  }

  /** Names below their nodes: of what is looked at first, then of the most connected, as long as there is room. */
  function names() {
    const { clientWidth: width, clientHeight: height } = box;
    const dense = window.devicePixelRatio || 1;
    if (layer.width !== width * dense || layer.height !== height * dense) {
      layer.width = width * dense;
      layer.height = height * dense;
    }
    const context = layer.getContext("2d");
    context.setTransform(dense, 0, 0, dense, 0, 0);
    context.clearRect(0, 0, width, height);
    Object.assign(context, { font: `${HEIGHT}px ${face()}`, textAlign: "center", textBaseline: "top", lineWidth: 3.5, lineJoin: "round", strokeStyle: "#fff" });
    const { near } = shown;
    const taken = order.filter((number) => shown.nodes.has(number) && shown.moment.degree[number] > BIG).map((number) => {
      const { x, y, size } = onScreen(number);
      return [x - size, y - size, x + size, y + size, number];
    });
    let written = 0;
    const rows = near ? [[...near.centre], order.filter((number) => near.nodes.has(number) && !near.centre.has(number))] : [order];
    for (const number of rows.flat()) {
      if (written >= NAMES) break;
      if (!shown.nodes.has(number) || number === hovered) continue;
      const { x, y, size } = onScreen(number);
      if (x < 0 || y < 0 || x > width || y > height) continue;
      const text = near && near.centre.has(number) ? sckgText(data.nodes[number].labels) : cut(sckgText(data.nodes[number].labels));
      const half = [...text].reduce((sum, letter) => sum + wide(letter), 0) * HEIGHT / 2 + 2;
      const middle = Math.min(Math.max(x, half + 2), width - half - 2);
      const top = y + size * 1.3 + 2;
      const place = [middle - half - ACROSS, top - DOWN, middle + half + ACROSS, top + HEIGHT + DOWN];
      if (taken.some((one) => one[4] !== number && one[0] < place[2] && place[0] < one[2] && one[1] < place[3] && place[1] < one[3])) continue;
      taken.push(place);
      written += 1;
      write(context, text, middle, top, INK);
    }
    context.font = `bold ${HEIGHT + 3}px ${face()}`;
    context.textBaseline = "middle";
    for (const number of doubtful) {
      if (!shown.edges.has(number) || !shown.moment.edges[number].contested || (near && !near.edges.has(number))) continue;
      const [from, to] = [onScreen(data.edges[number].from), onScreen(data.edges[number].to)];
      if (Math.hypot(from.x - to.x, from.y - to.y) > 60) write(context, "?", (from.x + to.x) / 2, (from.y + to.y) / 2, DOUBT);
    }
  }

  renderer.on("afterRender", names);
  renderer.on("clickNode", ({ node }) => choose(Number(node)));
  renderer.on("clickStage", () => choose(null));
  renderer.on("enterNode", ({ node }) => {
    hovered = Number(node);
    box.style.cursor = "pointer";
    names();
  });
  renderer.on("leaveNode", () => {
    hovered = null;
    box.style.cursor = "";
    names();
  });

  /** The camera so that these nodes fill the picture; its coordinates are those of the whole, from 0 to 1. */
  function fit(numbers) {
    const camera = renderer.getCamera();
    const places = numbers.map((number) => renderer.getNodeDisplayData(number)).filter(Boolean);
    if (!places.length || places.length === data.nodes.length) return camera.setState({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
    const range = (axis) => [Math.min(...places.map((one) => one[axis])), Math.max(...places.map((one) => one[axis]))];
    const [[left, right], [low, high]] = [range("x"), range("y")];
    const ratio = Math.min(1, Math.max(right - left, high - low, 0.04) * 1.25);
    return camera.setState({ x: (left + right) / 2, y: (low + high) / 2, angle: 0, ratio });
  }

  return {
    show(next) {
      if (next.moment !== shown.moment) {
        order = ranked(next.moment);
        for (const number of order) graph.mergeNodeAttributes(number, dot(number, next.moment));
        data.edges.forEach((_, number) => graph.setEdgeAttribute(number, "size", width(next.moment.edges[number])));
      }
      shown = next;
      renderer.refresh({ skipIndexation: true });
    },
    speak() {
      renderer.setSetting("labelFont", face());
      data.nodes.forEach((node, number) => graph.setNodeAttribute(number, "label", sckgText(node.labels)));
      renderer.refresh({ skipIndexation: true });
    },
    focus: fit,
    fit,
    zoom(factor) {
      const camera = renderer.getCamera();
      camera.setState({ ratio: Math.min(4, Math.max(0.01, camera.getState().ratio / factor)) });
    },
  };
};
