// The drawing of the network by vis-network, as pyvis prepared it; names are written by ourselves, where none covers
// anything.
window.sckgNetworkView = (box, data, moment, choose) => {
  "use strict";
  const LEAST = 10; // letters are at least so many pixels high, or the name is left out
  const SMALL = 0.13; // scale below which signs no longer shrink
  const FADED = 0.16;
  const EDGE = 6; // pixels between a name and the edge of the picture
  const GAP = 2; // between a name and what lies beside it
  const LINE = 1.2; // from one line of a name to the next, in heights of a letter
  const HUB = 5; // edges from which on a name may stand off its sign, with a line to it
  const [INK, PALE, HALO] = ["#1b2733", "#7d8691", "#ffffff"];
  const [SIDES, CORNERS] = [[[0, 1], [0, -1], [1, 0], [-1, 0]], [[1, 1], [1, -1], [-1, 1], [-1, -1]]];
  const { nodes: made, edges: lines, options } = data.vis;
  const size = made.length ? made[0].font.size : 46;
  const nodes = new vis.DataSet(made);
  const edges = new vis.DataSet(lines);
  let shown = { nodes: new Set(made.keys()), edges: new Set(lines.keys()), near: null, moment };
  const network = new vis.Network(box, { nodes, edges }, {
    ...options,
    autoResize: true,
    interaction: { ...options.interaction, keyboard: false, navigationButtons: false, zoomSpeed: 0.6 },
    nodes: { scaling: { label: { enabled: false } } },
    edges: { ...options.edges, selectionWidth: 0, hoverWidth: 0.5, arrows: { to: { scaleFactor: 0.9 } } },
  });
  let order = [];
  let scale = 0;
  let written = [];
  let fitted = null; // what the reader has in view, until the view is moved by hand

  const face = () => getComputedStyle(document.body).fontFamily;
  const ruler = document.createElement("canvas").getContext("2d");

  /** Size of a sign at full scale: by the root of its degree, so that the area tells the number. */
  function reach(number) {
    const star = data.groups[shown.moment.group[number]].sign === "star";
    return (24 + 12 * Math.sqrt(shown.moment.degree[number])) * (star ? 1.45 : 1);
  }

  function near(number) {
    return shown.nodes.has(number) && (!shown.near || shown.near.nodes.has(number));
  }

  /** What names must not cover: signs that are not faded, and marks of dispute. */
  function obstacles(grown) {
    const signs = [...made.keys()].filter(near).map((number) => {
      const { x, y } = made[number];
      const half = reach(number) * grown * 0.9;
      return { left: x - half, right: x + half, top: y - half, bottom: y + half, number };
    });
    const marks = lines.filter(({ id }) => shown.edges.has(id) && shown.moment.edges[id].contested).map(({ from, to, font }) => {
      const [x, y] = [(made[from].x + made[to].x) / 2, (made[from].y + made[to].y) / 2];
      return { left: x - font.size / 4, right: x + font.size / 4, top: y - font.size / 2, bottom: y + font.size / 2 };
    });
    return [...signs, ...marks];
  }

  /** Places for a name: below, above, right, left of its sign, off its corners; that of a hub may stand farther off. */
  function spots({ x, y }, away, wide, high, hub) {
    const at = (step) => ([east, south]) => {
      const reached = away * step * (east && south ? 0.6 : 1);
      return { x: x + east * (reached + wide / 2), y: y + south * (reached + high / 2), far: step > 1 };
    };
    return (hub ? [1, 2, 3, 4, 5] : [1]).flatMap((step) => [...SIDES, ...CORNERS].map(at(step)));
  }

  /** Names as large as can be read at this scale, those of the most connected first, each where it covers nothing. */
  function label() {
    scale = network.getScale();
    const height = Math.max(size, LEAST / scale);
    const grown = Math.max(1, SMALL / scale);
    const [gap, rim] = [GAP / scale, EDGE / scale];
    const low = network.DOMtoCanvas({ x: 0, y: 0 });
    const high = network.DOMtoCanvas({ x: box.clientWidth, y: box.clientHeight });
    const taken = obstacles(grown);
    const first = (number) => (shown.near && shown.near.centre.has(number) ? 0 : 1);
    ruler.font = `100px ${face()}`;
    written = [];
    for (const number of order.filter(near).sort((a, b) => first(a) - first(b))) {
      const rows = sckgText(made[number].texts).split("\n");
      const [wide, deep] = [(Math.max(...rows.map((row) => ruler.measureText(row).width)) * height) / 100, rows.length * height * LINE];
      for (const { x, y, far } of spots(made[number], reach(number) * grown + 2 * gap, wide, deep, shown.moment.degree[number] >= HUB)) {
        const place = { left: x - wide / 2 - gap, right: x + wide / 2 + gap, top: y - deep / 2 - gap, bottom: y + deep / 2 + gap };
        if (place.left < low.x + rim || place.right > high.x - rim || place.top < low.y + rim || place.bottom > high.y - rim) continue;
        if (taken.some((one) => one.number !== number && place.left < one.right && one.left < place.right && place.top < one.bottom && one.top < place.bottom)) continue;
        taken.push(place);
        written.push({ x, y, rows, height, line: far && [made[number], nearest(made[number], place)] });
        break;
      }
    }
    nodes.update(made.map(({ id }) => ({ id, size: reach(id) * grown })));
  }

  function nearest({ x, y }, place) {
    return { x: Math.min(Math.max(x, place.left), place.right), y: Math.min(Math.max(y, place.top), place.bottom) };
  }

  /** The names on the canvas of vis, whose coordinates are those of the layout. */
  function write(context) {
    Object.assign(context, { textAlign: "center", textBaseline: "middle", lineJoin: "round", fillStyle: INK });
    for (const { height, line } of written) {
      if (!line) continue;
      Object.assign(context, { strokeStyle: PALE, lineWidth: height / 14 });
      context.beginPath();
      for (const [index, { x, y }] of line.entries()) context[index ? "lineTo" : "moveTo"](x, y);
      context.stroke();
    }
    context.strokeStyle = HALO;
    for (const { x, y, rows, height } of written) {
      context.font = `${height}px ${face()}`;
      context.lineWidth = height / 4.5;
      rows.forEach((row, index) => {
        const down = y + (index - (rows.length - 1) / 2) * height * LINE;
        context.strokeText(row, x, down);
        context.fillText(row, x, down);
      });
    }
  }

  let waiting = false;
  network.on("afterDrawing", write);
  network.on("zoom", () => {
    fitted = null;
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      if (Math.abs(network.getScale() / scale - 1) > 0.08) label();
    });
  });
  network.on("animationFinished", label);
  network.on("resize", () => requestAnimationFrame(() => (fitted ? fit(fitted) : label())));
  network.on("dragEnd", () => {
    fitted = null;
    label();
  });
  network.on("click", (event) => choose(event.nodes.length ? event.nodes[0] : null));
  network.on("hoverNode", () => { box.style.cursor = "pointer"; });
  network.on("blurNode", () => { box.style.cursor = ""; });

  /** These nodes and their names in the picture. */
  function fit(numbers) {
    fitted = numbers;
    const places = numbers.length ? numbers.map((number) => made[number]) : made;
    const [left, right] = [Math.min(...places.map((one) => one.x)) - 160, Math.max(...places.map((one) => one.x)) + 160];
    const [top, bottom] = [Math.min(...places.map((one) => one.y)) - 130, Math.max(...places.map((one) => one.y)) + 130];
    const wanted = Math.min(box.clientWidth / (right - left), box.clientHeight / (bottom - top), 0.36);
    network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale: wanted, animation: false });
    label();
  }

  return {
    show(next) {
      shown = next;
      const { near: around, moment: now } = next;
      order = [...made.keys()].sort((a, b) => now.degree[b] - now.degree[a] || a - b);
      nodes.update(made.map(({ id }) => {
        const { sign, colour } = data.groups[now.group[id]];
        return {
          id, shape: sign, color: { background: colour, border: HALO, highlight: { background: colour } },
          hidden: !next.nodes.has(id), opacity: around && !around.nodes.has(id) ? FADED : 1,
        };
      }));
      edges.update(lines.map(({ id, color }) => {
        const told = now.edges[id];
        const faded = around && !around.edges.has(id);
        const way = sckgText(data.relations[data.edges[id].relation].labels);
        return {
          id, title: told && told.contested ? `${way} (${sckgText(data.words.contested)})` : way,
          hidden: !next.edges.has(id), label: told && told.contested && !faded ? "?" : " ",
          width: told ? 3 + 3 * Math.sqrt(told.weight) : 1, color: { ...color, opacity: faded ? FADED : color.opacity },
        };
      }));
      label();
    },
    speak() {
      nodes.update(made.map((node) => ({ id: node.id, title: sckgText(data.nodes[node.id].labels) })));
    },
    focus(numbers) { fit(numbers); },
    fit,
    zoom(factor) {
      fitted = null;
      network.moveTo({ scale: network.getScale() * factor, animation: false });
      label();
    },
  };
};
