// The search box: full text in four languages over the names of everything, loaded when it is first used.
(() => {
  "use strict";
  const field = document.getElementById("find");
  const panel = document.getElementById("found");
  const root = document.body.dataset.root;
  const MOST = 30;
  const EAST = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff]+/gu;
  const WEST = /[\p{L}\p{N}]+/gu;

  // Letters as they are compared: width and case and accents do not count; single letters of Hangul are unfinished.
  const fold = (text) => text.normalize("NFKC").normalize("NFD").replace(/[\u0300-\u036f]/g, "").normalize("NFC")
    .toLowerCase().replace(/[\u1100-\u11ff\u3130-\u318f]+/g, " ");

  // Latin words whole; Hangul, Kana and Han by twos, and the last letter alone, so that every letter begins a term.
  function terms(text, asked) {
    const found = [];
    const rest = fold(text).replace(EAST, (run) => {
      const letters = [...run];
      letters.forEach((letter, index) => {
        const next = letters[index + 1];
        if (next) found.push(letter + next);
        else if (!asked || letters.length === 1) found.push(letter);
      });
      return " ";
    });
    return found.concat(rest.match(WEST) || []);
  }

  const { load, labels, words } = window.sckgAtlas;
  let loading = null;
  function ready() {
    loading ||= Promise.all(["vendor/search.js", "texts.js", "index.js"].map(load)).then(build);
    return loading;
  }

  let engine = null;
  let entries = [];
  function build() {
    entries = window.sckgIndex.map(([address, kind, home, text, names], id) => {
      const told = Object.values(labels(text));
      const own = told.concat(names.split(" | ")).filter(Boolean);
      return { id, address, kind, home, text, label: told.join(" \n "), names, own, folded: own.map(fold) };
    });
    engine = new window.SckgSearch.MiniSearch({
      fields: ["label", "names"],
      tokenize: (text) => terms(text, false),
      processTerm: (term) => term,
      searchOptions: { boost: { label: 2 }, prefix: true, combineWith: "AND", tokenize: (text) => terms(text, true) },
    });
    engine.addAll(entries);
  }

  const THINGS = /^(actor|place|project|policy|sector)\//;
  const EQUAL = 4;
  const BEGINS = 2;

  // The name that fits best, and how well; of those that fit alike the shortest.
  function fit(entry, wanted) {
    let best = { how: 0, length: 99, name: "" };
    entry.folded.forEach((name, index) => {
      const how = name === wanted ? EQUAL : name.startsWith(wanted) ? BEGINS : name.includes(wanted) ? 1 : 0;
      if (how > best.how || (how && how === best.how && name.length < best.length)) {
        best = { how, length: name.length, name: entry.own[index] };
      }
    });
    return best;
  }

  function rank(entry, wanted, score) {
    const { how, length } = fit(entry, wanted);
    const kind = THINGS.test(entry.address) ? 8 : entry.address.startsWith("engagement/") ? 4 : 0;
    return how * 10 + kind + 2 / (length + 1) + score / (score + 20) / 20;
  }

  function search(text) {
    const wanted = fold(text).trim();
    if (!terms(text, true).length) return null;
    return engine.search(text).map(({ id, score }) => [rank(entries[id], wanted, score), entries[id]])
      .sort(([one, first], [two, second]) => two - one || first.id - second.id).map(([, entry]) => entry);
  }

  let chosen = -1;
  const links = () => [...panel.querySelectorAll("a")];
  function choose(index) {
    const all = links();
    chosen = all.length ? (index + all.length) % all.length : -1;
    all.forEach((link, place) => link.setAttribute("aria-selected", String(place === chosen)));
    if (chosen >= 0) {
      all[chosen].scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", all[chosen].id);
    } else field.removeAttribute("aria-activedescendant");
  }

  function close() {
    panel.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
    chosen = -1;
  }

  function show(found, wanted) {
    panel.replaceChildren();
    const line = document.createElement("p");
    line.setAttribute("role", "status");
    line.textContent = found.length ? window.sckgText(words.found_some).replace("{count}", found.length) : window.sckgText(words.found_none);
    const list = document.createElement("ul");
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", window.sckgText(words.find));
    found.slice(0, MOST).forEach((entry, index) => {
      const item = document.createElement("li");
      item.setAttribute("role", "presentation");
      const link = document.createElement("a");
      link.id = `found-${index}`;
      link.href = root + entry.address;
      link.setAttribute("role", "option");
      link.setAttribute("aria-selected", "false");
      const name = document.createElement("b");
      name.append(window.sckgSpans(labels(entry.text)));
      const kind = document.createElement("small");
      kind.append(window.sckgSpans(labels(entry.kind)));
      if (entry.home >= 0) kind.append(" · ", window.sckgSpans(labels(entry.home)));
      const { name: other } = fit(entry, wanted);
      if (other && other !== window.sckgText(labels(entry.text))) {
        const told = document.createElement("bdi");
        told.textContent = other;
        kind.append(" · ", told);
      }
      link.append(name, kind);
      item.append(link);
      list.append(item);
    });
    panel.append(line);
    if (found.length) panel.append(list);
    panel.hidden = false;
    field.setAttribute("aria-expanded", "true");
    chosen = -1;
  }

  let asked = 0;
  function refresh() {
    const mine = ++asked;
    const text = field.value;
    if (!text.trim()) return close();
    ready().then(() => {
      if (mine !== asked) return;
      const found = search(text);
      if (found) show(found, fold(text).trim());
      else close();
    });
  }

  field.addEventListener("focus", ready, { once: true });
  field.addEventListener("input", refresh);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (panel.hidden) refresh();
      else choose(chosen + (event.key === "ArrowDown" ? 1 : chosen < 0 ? 0 : -1));
    } else if (event.key === "Enter") {
      const link = links()[Math.max(chosen, 0)];
      if (link && !panel.hidden) link.click();
    } else if (event.key === "Escape") close();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest(".find")) close();
  });
  document.addEventListener("focusin", (event) => {
    if (!event.target.closest(".find")) close();
  });
})();
