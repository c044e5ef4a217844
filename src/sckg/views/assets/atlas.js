// Every page of the atlas: its texts in the reader's language, the filter of tables, the language taken along.
(() => {
  "use strict";
  const page = document.documentElement;
  const written = page.dataset.written;
  const { load, words } = window.sckgAtlas;
  const TAGS = ["ko", "en", "ja", "zh", ""];
  const ATTRIBUTES = ["aria-label", "placeholder"];

  // Labels of a text by its number.
  function labels(number) {
    const found = {};
    (window.sckgTexts[number] || []).forEach((text, index) => {
      if (text) found[TAGS[index]] = text;
    });
    return found;
  }

  function tagOf(found, text, language) {
    return found[language] === text ? language : TAGS.find((tag) => found[tag] === text);
  }

  // The parts of a citation (section, page, lines) as the page was written.
  const forms = [words.place, words.place_unpaged].map((form) => new RegExp(
    `^${form[written].replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{(\w+)\}/g, (_, name) => `(?<${name}>.*)`)}$`));

  // "Table 3-8" of a page written in English is "표 3-8" to a Korean reader.
  function numbered(section, language) {
    const part = Object.values(words.parts).find((one) => section === one[written] || section.startsWith(`${one[written]} `));
    return part ? part[language] + section.slice(part[written].length) : section;
  }

  function citation(element, language) {
    element.dataset.cited ||= element.textContent;
    for (const [index, form] of forms.entries()) {
      const parts = form.exec(element.dataset.cited);
      if (!parts) continue;
      const shown = window.sckgText([words.place, words.place_unpaged][index], language);
      const told = { ...parts.groups, section: numbered(parts.groups.section, language) };
      element.textContent = shown.replace(/\{(\w+)\}/g, (_, name) => told[name]);
      return;
    }
  }

  function fill(language) {
    for (const element of document.querySelectorAll("[data-t]")) {
      const found = labels(element.dataset.t);
      const text = window.sckgText(found, language);
      const tag = tagOf(found, text, language);
      element.textContent = text;
      if (tag && tag !== language) element.lang = tag;
      else element.removeAttribute("lang");
    }
    for (const name of ATTRIBUTES) {
      for (const element of document.querySelectorAll(`[data-t-${name}]`)) {
        element.setAttribute(name, window.sckgText(labels(element.getAttribute(`data-t-${name}`)), language));
      }
    }
    for (const element of document.querySelectorAll("a.c, bdi.c")) citation(element, language);
    page.classList.remove("waiting");
  }

  // Lists in the order of their names, as the reader's language orders them.
  function order(language) {
    const { compare } = new Intl.Collator(language);
    for (const body of document.querySelectorAll("table[data-by-name] > tbody")) {
      const named = [...body.rows].map((row) => [row.cells[0].textContent.trim(), row]);
      named.sort(([one], [two]) => compare(one, two));
      body.append(...named.map(([, row]) => row));
    }
  }

  let changed = false;
  function speak() {
    if (window.sckgLanguage() === written && !changed) {
      order(written);
      return page.classList.remove("waiting");
    }
    changed = true;
    return load("texts.js").then(() => {
      fill(window.sckgLanguage());
      order(window.sckgLanguage());
    });
  }
  document.addEventListener("sckg-language", speak);
  speak();

  // The filter: rows that hold all words, or stand under a heading that does, in whatever language.
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const field = document.querySelector("[data-filter]");
  const known = new WeakMap();

  function told(part) {
    if (!part) return "";
    if (!known.has(part)) {
      const texts = [part, ...part.querySelectorAll("[data-t]")].map((one) => (window.sckgTexts[one.dataset.t] || []).join(" "));
      known.set(part, fold([part.textContent, ...texts].join(" ")));
    }
    return known.get(part);
  }

  function filter() {
    const asked = fold(field.value).split(/\s+/).filter(Boolean);
    let all = 0;
    let left = 0;
    for (const group of document.querySelectorAll("main .group")) {
      const rows = [...group.querySelectorAll(":scope > table > tbody > tr, :scope > .wide > .answer > tbody > tr")];
      const heading = told(group.querySelector(":is(h2, h3) > bdi"));
      let shown = 0;
      for (const row of rows) {
        row.hidden = !asked.every((word) => heading.includes(word) || told(row).includes(word));
        shown += row.hidden ? 0 : 1;
      }
      group.hidden = rows.length > 0 && shown === 0;
      if (asked.length && group.tagName === "DETAILS") group.open = true;
      all += rows.length;
      left += shown;
    }
    const line = asked.length ? window.sckgText(words.left).replace("{all}", all).replace("{count}", left) : "";
    document.querySelector("[data-left]").textContent = line;
  }

  if (field) {
    const start = () => load("texts.js").then(filter);
    field.closest(".filter").hidden = false;
    field.addEventListener("input", start);
    document.addEventListener("sckg-language", () => field.value && start());
    if (field.value) start();
  }

  // A row that a link leads to may lie in a closed part.
  function open() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
  }
  addEventListener("hashchange", open);
  open();

  // What is folded is printed, too.
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("main details:not([open], .sparql)")) part.dataset.shut = part.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of document.querySelectorAll("main details[data-shut]")) {
      part.open = false;
      delete part.dataset.shut;
    }
  });

  // Pages opened as files may not share what a browser remembers: links say the language, where one was chosen.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[href]");
    if (!link || link.hasAttribute("download")) return;
    const [path, hash] = (link.getAttribute("href") || "").split("#");
    const plain = path.replace(/\?lang=\w+$/, "");
    if (!plain.endsWith(".html")) return;
    const language = window.sckgLanguage();
    const end = hash === undefined ? "" : `#${hash}`;
    link.setAttribute("href", plain + (language === written && !changed ? "" : `?lang=${language}`) + end);
  }, true);

  window.sckgAtlas.labels = labels;
})();
