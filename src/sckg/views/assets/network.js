// The network in a page: what is shown of it, the legend, the search, the details, the table. The drawing is done by
// window.sckgNetworkView(box, data, moment, choose), which network-vis.js or network-sigma.js brings:
//   show({nodes, edges, near, moment})   sets of numbers: what is visible, and what is not faded (null: all); what is
//                                        in force: edges with weight and dispute, nodes with group and degree
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
  const state = { hidden: { group: new Set(), kind: new Set(), relation: new Set(), contested: new Set() }, home: "", year: null, text: "", chosen: null, edge: null, rows: ROWS };
  let view = null;
  let moment = atYear(null);

  const fill = (labels, values) => sckgText(labels).replace(/\{(\w+)\}/g, (blank, name) => values[name] ?? blank);
  const name = (number) => sckgText(nodes[number].labels);
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s·・.,()'"-]+/g, "");
  const names = nodes.map((node) => Object.values(node.labels).map(fold));
  const matches = (number, text) => names[number].some((one) => one.includes(text));

  /** What is in force in a year (null: everything): `sckg draw network --as-of` keeps the same, and counts the same. */
  function atYear(now) {
    const inForce = ([number]) => {
      const { first, last } = data.statements[number];
      return now === null || (first !== null && first <= now && (last === null || last >= now));
    };
    const told = edges.map((edge) => {
      const because = edge.because.filter(inForce);
      if (!because.length && (now !== null || edge.because.length)) return null;
      const years = because.map(([number]) => data.statements[number].first).filter((first) => first !== null);
      return {
        because, weight: Math.max(because.length, 1), year: years.length ? Math.min(...years) : null,
        contested: because.length > 0 && because.every(([, , contested]) => contested),
      };
    });
    if (now !== null && data.around) keepNear(told);
    const degree = nodes.map(() => 0);
    const acts = new Set();
    edges.forEach(({ from, to, relation }, number) => {
      if (!told[number]) return;
      degree[from] += 1;
      degree[to] += 1;
      acts.add(from);
      if (!data.relations[relation].arrow) acts.add(to);
    });
    return { edges: told, degree, group: nodes.map((node, number) => (node.place && !acts.has(number) ? "place" : node.group)) };
  }

  /** Only edges between nodes at most so many ties away from what the network was drawn around. */
  function keepNear(told) {
    const inside = new Set([data.around.node]);
    for (let hop = 0; hop < data.around.hops; hop += 1) {
      const reached = edges.filter(({ from, to }, number) => told[number] && (inside.has(from) || inside.has(to)));
      for (const { from, to } of reached) inside.add(from).add(to);
    }
    edges.forEach(({ from, to }, number) => {
      if (!inside.has(from) || !inside.has(to)) told[number] = null;
    });
  }

  /** A sentence in the reader's language, its names links; {이/가} is chosen by how the name before it ends. */
  function sentence(edge) {
    const ends = { subject: nodes[edge.from], object: nodes[edge.to] };
    const said = element("p");
    let before = null;
    for (const part of sckgText(data.relations[edge.relation].say).split(/(\{[^{}]+\})/)) {
      const [, first, second] = part.match(/^\{([^{}/]+)(?:\/([^{}/]+))?\}$/) ?? [];
      if (second) said.append(before && before.closed ? first : second);
      else if (ends[first]) said.append(linked(sckgText((before = ends[first]).labels), before === nodes[state.chosen] ? "" : before.at));
      else said.append(part);
    }
    return said;
  }

  /** A text, with a link where it leads somewhere. */
  function linked(text, address) {
    return address ? element("a", text, { href: address }) : document.createTextNode(text);
  }

  function element(tag, text, attributes = {}) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  /** Whether an edge is there at all, in the year and of the home country asked for. */
  function there(number) {
    const { from, to } = edges[number];
    return moment.edges[number] !== null && (!state.home || nodes[from].home === state.home || nodes[to].home === state.home);
  }

  function fits(number) {
    const { hidden } = state;
    const { from, to, relation } = edges[number];
    const passes = (node) => !hidden.group.has(moment.group[node]) && !hidden.kind.has(nodes[node].kind);
    return (
      there(number) && !hidden.relation.has(relation) && !(moment.edges[number].contested && hidden.contested.size) &&
      passes(from) && passes(to)
    );
  }

  function ends(numbers) {
    return new Set(numbers.flatMap((number) => [edges[number].from, edges[number].to]));
  }

  function visible() {
    const shown = [...edges.keys()].filter(fits);
    return { edges: new Set(shown), nodes: ends(shown), moment };
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

  function chosenButton(number, text = name(number), edge = null) {
    const button = element("button", text, { type: "button" });
    button.addEventListener("click", () => choose(number, true, edge));
    return button;
  }

  /** A name: a link to its page, where it has one, else what chooses it in the picture. */
  function named(number) {
    return nodes[number].at ? linked(name(number), nodes[number].at) : chosenButton(number);
  }

  /** A number, which opens what it rests on. */
  function counted(number) {
    const button = chosenButton(edges[number].from, String(moment.edges[number].weight), number);
    button.title = sckgText(words.behind);
    button.setAttribute("aria-label", `${button.textContent}: ${button.title}`);
    return button;
  }

  function table(seen) {
    const text = fold(state.text);
    const wanted = [...seen.edges].filter((number) => {
      const { from, to } = edges[number];
      return state.chosen !== null ? from === state.chosen || to === state.chosen : !text || matches(from, text) || matches(to, text);
    });
    const collator = new Intl.Collator(sckgLanguage());
    const keyed = wanted.map((number) => [name(edges[number].from), name(edges[number].to), number]);
    keyed.sort((a, b) => collator.compare(a[0], b[0]) || collator.compare(a[1], b[1]));
    const rows = keyed.slice(0, state.rows).map(([, , number]) => {
      const { from, to, relation } = edges[number];
      const { year: first, contested } = moment.edges[number];
      const row = element("tr");
      const cells = [element("td"), element("td", sckgText(data.relations[relation].labels)), element("td"),
        element("td", "", { class: "number" }), element("td", first === null ? "–" : String(first), { class: "number" })];
      cells[0].append(named(from));
      cells[2].append(named(to));
      cells[3].append(counted(number));
      if (contested) cells[1].append(element("br"), element("span", `? ${sckgText(words.contested)}`, { class: "contested" }));
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
    const { labels, when, at } = data.statements[statement];
    const date = sckgText(when);
    const item = element("li");
    item.append(linked(sckgText(labels), at), date ? ` (${date})` : "");
    const cited = element("span", "", { class: "cited" });
    sckgText(data.places[place]).split("\n").filter(Boolean).forEach((text, index) => {
      cited.append(index ? "; " : "", linked(text, Object.hasOwn(data.shown, text) ? data.shown[text] : ""));
    });
    if (cited.hasChildNodes()) item.append(cited);
    return item;
  }

  function details(seen) {
    const box = find("details");
    box.hidden = state.chosen === null;
    if (box.hidden) return box.replaceChildren();
    const node = nodes[state.chosen];
    const told = [data.kinds[node.kind], data.homes[node.home]].filter(Boolean).map((labels) => sckgText(labels));
    const list = element("ul");
    const tied = [...seen.edges].filter((number) => edges[number].from === state.chosen || edges[number].to === state.chosen);
    const order = Object.keys(data.relations);
    const rank = (number) => [number === state.edge ? 0 : 1, order.indexOf(edges[number].relation), moment.edges[number].year ?? 9999];
    const ranks = new Map(tied.map((number) => [number, rank(number)]));
    tied.sort((a, b) => ranks.get(a).map((one, index) => one - ranks.get(b)[index]).find(Boolean) ?? 0);
    for (const number of tied) {
      const { contested, because } = moment.edges[number];
      const item = element("li");
      const said = sentence(edges[number]);
      if (contested) said.append(" ", element("span", `? ${sckgText(words.contested)}`, { class: "contested" }));
      const reasons = element("ul");
      reasons.append(...because.map(reason));
      item.append(said, reasons);
      list.append(item);
    }
    const close = element("button", "×", { type: "button", class: "close", "aria-label": box.dataset.close });
    close.addEventListener("click", () => choose(null));
    const head = element("h2");
    head.append(linked(name(state.chosen), node.at));
    box.replaceChildren(close, head, element("p", told.join(" · "), { class: "what" }), list);
    box.scrollTop = 0;
  }

  /** The legend says how many there are in the year and of the home country asked for, hidden ones too. */
  function legend() {
    const all = [...edges.keys()].filter(there);
    const found = ends(all);
    const ways = {
      group: ({ group }) => [...found].filter((number) => moment.group[number] === group),
      kind: ({ kind }) => [...found].filter((number) => nodes[number].kind === kind),
      relation: ({ relation }) => all.filter((number) => edges[number].relation === relation),
      contested: () => all.filter((number) => moment.edges[number].contested),
    };
    for (const chip of chips) chip.querySelector("small").textContent = ways[Object.keys(chip.dataset)[0]](chip.dataset).length;
  }

  const undatedOnes = new Set(edges.flatMap(({ because }) => because.map(([number]) => number)).filter((number) => data.statements[number].first === null));

  function count(seen) {
    const undated = state.year === null ? 0 : undatedOnes.size;
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
    legend();
    return seen;
  }

  /** A node, and the edge that is told first of it. */
  function choose(number, move, edge = null) {
    state.chosen = number;
    state.edge = edge;
    state.rows = ROWS;
    const seen = refresh();
    if (number !== null && move && view) view.focus([...near(seen).nodes]);
    if (edge !== null) find("details").scrollIntoView({ block: "nearest" });
  }

  function found() {
    const text = fold(state.text);
    const list = find("found");
    const hits = text ? [...nodes.keys()].filter((number) => matches(number, text)) : [];
    hits.sort((a, b) => moment.degree[b] - moment.degree[a] || name(a).localeCompare(name(b)));
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
      moment = atYear(state.year);
      refresh();
    });
  }
  find("reset").addEventListener("click", () => {
    Object.assign(state, { home: "", year: null, text: "", chosen: null, edge: null, rows: ROWS });
    moment = atYear(null);
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
    view = sckgNetworkView(find("drawing"), data, moment, (number) => choose(number, false));
  } catch (error) {
    find("drawing").replaceChildren(element("p", sckgText(words.no_webgl)));
    if (!String(error).includes("WebGL") && !String(error).includes("null")) throw error;
  }
  document.addEventListener("sckg-language", speak);
  speak();
  if (view) view.fit([...nodes.keys()]);
  document.documentElement.dataset.ready = "network";
})();
