// The network in a page: what is shown of it, the legend, the search, the details, the table. The drawing is done by
// window.sckgNetworkView(box, data, choose), which network-vis.js or network-sigma.js brings:
//   show({nodes, edges, near})   sets of numbers: what is visible, and what is not faded (null: all)
//   speak()  labels anew, after a switch of language     focus(numbers)  brings nodes into view
//   fit(numbers)  all of these in view                   zoom(factor)
(() => {
  "use strict";
  const data = sckgData("network");
  const { nodes, edges, words } = data;
  const find = (id) => document.getElementById(`network-${id}`);
  const chips = [...document.querySelectorAll(".network .chip")];
  const year = find("year");
  const ROWS = 200;
  const state = { hidden: { group: new Set(), kind: new Set(), relation: new Set(), contested: new Set() }, home: "", year: null, text: "", chosen: null, rows: ROWS };
  let view = null;

  const fill = (labels, values) => sckgText(labels).replace(/\{(\w+)\}/g, (blank, name) => values[name] ?? blank);
  const name = (number) => sckgText(nodes[number].labels);
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s·・.,()'"-]+/g, "");
  const names = nodes.map((node) => Object.values(node.labels).map(fold));
  const matches = (number, text) => names[number].some((one) => one.includes(text));

  /** A sentence in the reader's language; {이/가} is chosen by how the name before it ends. */
  function sentence(edge) {
    const ends = { subject: nodes[edge.from], object: nodes[edge.to] };
    let before = null;
    return sckgText(data.relations[edge.relation].say).replace(/\{([^{}/]+)(?:\/([^{}/]+))?\}/g, (blank, first, second) => {
      if (second) return before && before.closed ? first : second;
      before = ends[first];
      return before ? sckgText(before.labels) : blank;
    });
  }

  function element(tag, text, attributes = {}) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  function fits(edge) {
    const { hidden, home } = state;
    const passes = (node) => !hidden.group.has(node.group) && !hidden.kind.has(node.kind);
    const [from, to] = [nodes[edge.from], nodes[edge.to]];
    return (
      !hidden.relation.has(edge.relation) && !(edge.contested && hidden.contested.size) && passes(from) && passes(to) &&
      (!home || from.home === home || to.home === home) &&
      (state.year === null || (edge.year !== null && edge.year <= state.year))
    );
  }

  function visible() {
    const shown = new Set(edges.keys());
    for (const number of shown) if (!fits(edges[number])) shown.delete(number);
    const seen = new Set([...shown].flatMap((number) => [edges[number].from, edges[number].to]));
    return { edges: shown, nodes: seen };
  }

  function near(seen) {
    const text = fold(state.text);
    const centre = new Set();
    if (state.chosen !== null) centre.add(state.chosen);
    else if (text) for (const number of seen.nodes) if (matches(number, text)) centre.add(number);
    if (!centre.size) return null;
    const found = { nodes: new Set(centre), edges: new Set(), centre };
    for (const number of seen.edges) {
      const edge = edges[number];
      if (!centre.has(edge.from) && !centre.has(edge.to)) continue;
      found.edges.add(number);
      found.nodes.add(edge.from).add(edge.to);
    }
    return found;
  }

  function chosenButton(number) {
    const button = element("button", name(number), { type: "button" });
    button.addEventListener("click", () => choose(number, true));
    return button;
  }

  function table(seen) {
    const text = fold(state.text);
    const wanted = [...seen.edges].map((number) => edges[number]).filter((edge) =>
      state.chosen !== null ? edge.from === state.chosen || edge.to === state.chosen
        : !text || matches(edge.from, text) || matches(edge.to, text));
    const collator = new Intl.Collator(sckgLanguage());
    const keyed = wanted.map((edge) => [name(edge.from), name(edge.to), edge]);
    keyed.sort((a, b) => collator.compare(a[0], b[0]) || collator.compare(a[1], b[1]));
    const rows = keyed.slice(0, state.rows).map(([, , edge]) => {
      const row = element("tr");
      const cells = [element("td"), element("td", sckgText(data.relations[edge.relation].labels)), element("td"),
        element("td", String(edge.weight), { class: "number" }), element("td", edge.year === null ? "–" : String(edge.year), { class: "number" })];
      cells[0].append(chosenButton(edge.from));
      cells[2].append(chosenButton(edge.to));
      if (edge.contested) cells[1].append(element("br"), element("span", `? ${sckgText(words.contested)}`, { class: "contested" }));
      row.append(...cells);
      return row;
    });
    find("rows").replaceChildren(...rows);
    find("none").hidden = wanted.length > 0;
    const rest = wanted.length - rows.length;
    find("more").hidden = rest <= 0;
    find("more").textContent = fill(words.more, { n: rest });
  }

  function reason([statement, place]) {
    const { labels, when } = data.statements[statement];
    const date = sckgText(when);
    const item = element("li", sckgText(labels) + (date ? ` (${date})` : ""));
    const cited = sckgText(data.places[place]);
    if (cited) item.append(element("span", cited.replaceAll("\n", "; "), { class: "cited" }));
    return item;
  }

  function details(seen) {
    const box = find("details");
    box.hidden = state.chosen === null;
    if (box.hidden) return box.replaceChildren();
    const node = nodes[state.chosen];
    const told = [data.kinds[node.kind], data.homes[node.home]].filter(Boolean).map((labels) => sckgText(labels));
    const list = element("ul");
    const tied = [...seen.edges].map((number) => edges[number]).filter((edge) => edge.from === state.chosen || edge.to === state.chosen);
    const order = Object.keys(data.relations);
    tied.sort((a, b) => order.indexOf(a.relation) - order.indexOf(b.relation) || (a.year ?? 9999) - (b.year ?? 9999));
    for (const edge of tied) {
      const item = element("li");
      const said = element("p", sentence(edge));
      if (edge.contested) said.append(" ", element("span", `? ${sckgText(words.contested)}`, { class: "contested" }));
      const because = element("ul");
      because.append(...edge.because.map(reason));
      item.append(said, because);
      list.append(item);
    }
    const close = element("button", "×", { type: "button", class: "close", "aria-label": box.dataset.close });
    close.addEventListener("click", () => choose(null));
    box.replaceChildren(close, element("h2", name(state.chosen)), element("p", told.join(" · "), { class: "what" }), list);
  }

  function count(seen) {
    const undated = state.year === null ? 0 : edges.filter((edge) => edge.year === null).length;
    const told = [fill(words.count, { nodes: seen.nodes.size, edges: seen.edges.size })];
    if (undated) told.push(fill(words.left_undated, { n: undated }));
    find("count").textContent = told.join(" · ");
    if (year) find("until").textContent = state.year === null ? sckgText(words.any_year) : fill(words.until, { year: state.year });
  }

  function refresh() {
    const seen = visible();
    if (state.chosen !== null && !seen.nodes.has(state.chosen)) state.chosen = null;
    if (view) view.show({ ...seen, near: near(seen) });
    table(seen);
    details(seen);
    count(seen);
    return seen;
  }

  function choose(number, move) {
    state.chosen = number;
    state.rows = ROWS;
    const seen = refresh();
    if (number !== null && move && view) view.focus([...near(seen).nodes]);
  }

  function found() {
    const text = fold(state.text);
    const list = find("found");
    const hits = text ? [...nodes.keys()].filter((number) => matches(number, text)) : [];
    hits.sort((a, b) => nodes[b].degree - nodes[a].degree || name(a).localeCompare(name(b)));
    list.replaceChildren(...hits.slice(0, 8).map((number) => {
      const item = element("li");
      const button = element("button", name(number), { type: "button" });
      const home = data.homes[nodes[number].home];
      if (home) button.append(element("small", sckgText(home)));
      button.addEventListener("click", () => {
        list.hidden = true;
        choose(number, true);
      });
      item.append(button);
      return item;
    }));
    list.hidden = !hits.length;
    return hits;
  }

  for (const chip of chips) {
    const [what] = Object.keys(chip.dataset);
    chip.addEventListener("click", () => {
      const hidden = state.hidden[what];
      if (!hidden.delete(chip.dataset[what])) hidden.add(chip.dataset[what]);
      chip.setAttribute("aria-pressed", String(!hidden.has(chip.dataset[what])));
      refresh();
    });
  }
  find("search").addEventListener("input", (event) => {
    state.text = event.target.value;
    state.chosen = null;
    state.rows = ROWS;
    found();
    refresh();
  });
  find("search").addEventListener("keydown", (event) => {
    if (event.key === "Escape") find("found").hidden = true;
    if (event.key !== "Enter") return;
    const hits = found();
    find("found").hidden = true;
    if (hits.length) choose(hits[0], true);
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".network-search")) find("found").hidden = true;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.chosen !== null) choose(null);
  });
  find("home").addEventListener("change", (event) => {
    state.home = event.target.value;
    const seen = refresh();
    if (view) view.fit([...seen.nodes]);
  });
  if (year) {
    year.addEventListener("input", () => {
      state.year = Number(year.value) > Number(year.max) - 1 ? null : Number(year.value);
      refresh();
    });
  }
  find("reset").addEventListener("click", () => {
    Object.assign(state, { home: "", year: null, text: "", chosen: null, rows: ROWS });
    for (const hidden of Object.values(state.hidden)) hidden.clear();
    for (const chip of chips) chip.setAttribute("aria-pressed", "true");
    find("search").value = find("home").value = "";
    if (year) year.value = year.max;
    const seen = refresh();
    if (view) view.fit([...seen.nodes]);
  });
  find("more").addEventListener("click", () => {
    state.rows = Infinity;
    refresh();
  });
  find("in").addEventListener("click", () => view && view.zoom(1.4));
  find("out").addEventListener("click", () => view && view.zoom(1 / 1.4));
  find("all").addEventListener("click", () => view && view.fit([...visible().nodes]));
  const tableSwitch = find("table-switch");
  const sayTable = () => {
    tableSwitch.textContent = sckgText(tableSwitch.getAttribute("aria-expanded") === "true" ? words.hide_table : words.show_table);
  };
  tableSwitch.addEventListener("click", () => {
    tableSwitch.setAttribute("aria-expanded", String(tableSwitch.getAttribute("aria-expanded") !== "true"));
    sayTable();
  });

  function speak() {
    for (const option of find("home").options) option.textContent = sckgText(JSON.parse(option.dataset.text));
    sayTable();
    if (view) view.speak();
    refresh();
  }

  try {
    view = sckgNetworkView(find("drawing"), data, (number) => choose(number, false));
  } catch (error) {
    find("drawing").replaceChildren(element("p", sckgText(words.no_webgl)));
    if (!String(error).includes("WebGL") && !String(error).includes("null")) throw error;
  }
  document.addEventListener("sckg-language", speak);
  speak();
  if (view) view.fit([...nodes.keys()]);
  document.documentElement.dataset.ready = "network";
})();
