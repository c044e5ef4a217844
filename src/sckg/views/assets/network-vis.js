// The drawing of the network by vis-network, as pyvis prepared it.
window.sckgNetworkView = (box, data, choose) => {
  "use strict";
  const LEAST = 10; // letters are at least so many pixels high, or the name is left out
  const SMALL = 0.13; // scale below which signs no longer shrink
  const FADED = 0.16;
  const { nodes: made, edges: lines, options } = data.vis;
  const size = made.length ? made[0].font.size : 46;
  const nodes = new vis.DataSet(made.map((node) => ({ ...node, label: " " })));
  const edges = new vis.DataSet(lines.map((edge) => ({ ...edge, title: " " })));
  const network = new vis.Network(box, { nodes, edges }, {
    ...options,
    autoResize: true,
    interaction: { ...options.interaction, keyboard: false, navigationButtons: false, zoomSpeed: 0.6 },
    nodes: { scaling: { label: { enabled: false } } },
    edges: { ...options.edges, selectionWidth: 0, hoverWidth: 0.5, arrows: { to: { scaleFactor: 0.9 } } },
  });
  const order = [...made.keys()].sort((a, b) => data.nodes[b].degree - data.nodes[a].degree || a - b);
  let shown = { nodes: new Set(made.keys()), edges: new Set(lines.keys()), near: null };
  let scale = 0;
  let fitted = null; // what the reader has in view, until the view is moved by hand

  const face = () => getComputedStyle(document.body).fontFamily;
  const wide = (text) => [...text].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x2e7f ? 1 : 0.56), 0);

  /** Names as large as can be read at this scale; where they would overlap, that of the less connected is left out. */
  function label() {
    scale = network.getScale();
    const height = Math.max(size, LEAST / scale);
    const grown = Math.max(1, SMALL / scale);
    const taken = [];
    const changes = [];
    const first = (number) => (shown.near && shown.near.centre.has(number) ? 0 : shown.near && shown.near.nodes.has(number) ? 1 : 2);
    for (const number of [...order].sort((a, b) => first(a) - first(b))) {
      const node = made[number];
      const text = sckgText(node.texts);
      const rows = text.split("\n");
      const half = (Math.max(...rows.map(wide)) * height) / 2;
      const place = { left: node.x - half, right: node.x + half, top: node.y - node.size * grown, bottom: node.y + node.size * grown + rows.length * height * 1.2 };
      const visible = shown.nodes.has(number) && (!shown.near || shown.near.nodes.has(number));
      const free = visible && (taken.every((one) => place.right < one.left || place.left > one.right || place.bottom < one.top || place.top > one.bottom));
      if (free) taken.push(place);
      changes.push({ id: number, label: free ? text : " ", size: node.size * grown, font: { ...node.font, size: height, strokeWidth: height / 4.5, face: face() } });
    }
    nodes.update(changes);
  }

  let waiting = false;
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
  network.on("dragEnd", () => { fitted = null; });
  network.on("click", (event) => choose(event.nodes.length ? event.nodes[0] : null));
  network.on("hoverNode", () => { box.style.cursor = "pointer"; });
  network.on("blurNode", () => { box.style.cursor = ""; });

  /** These nodes and their names in the picture. */
  function fit(numbers) {
    fitted = numbers;
    const places = numbers.length ? numbers.map((number) => made[number]) : made;
    const [left, right] = [Math.min(...places.map((one) => one.x)) - 190, Math.max(...places.map((one) => one.x)) + 190];
    const [top, bottom] = [Math.min(...places.map((one) => one.y)) - 90, Math.max(...places.map((one) => one.y)) + 170];
    const wanted = Math.min(box.clientWidth / (right - left), box.clientHeight / (bottom - top), 0.6);
    network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale: wanted, animation: false });
    label();
  }

  return {
    show(next) {
      shown = next;
      const { near } = next;
      nodes.update([...made.keys()].map((number) => ({
        id: number, hidden: !next.nodes.has(number), opacity: near && !near.nodes.has(number) ? FADED : 1,
      })));
      edges.update(lines.map((edge) => ({
        id: edge.id, hidden: !next.edges.has(edge.id), label: near && !near.edges.has(edge.id) ? " " : edge.label,
        color: { ...edge.color, opacity: near && !near.edges.has(edge.id) ? FADED : edge.color.opacity },
      })));
      label();
    },
    speak() {
      nodes.update(made.map((node) => ({ id: node.id, title: sckgText(data.nodes[node.id].labels) })));
      edges.update(lines.map((edge) => {
        const { relation, contested } = data.edges[edge.id];
        const told = sckgText(data.relations[relation].labels);
        return { id: edge.id, title: contested ? `${told} (${sckgText(data.words.contested)})` : told };
      }));
      label();
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
