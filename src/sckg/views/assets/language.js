// The language of the page: its switch, texts for scripts, attributes in all languages.
//   sckgText({ko: "…", en: "…"})   the text for the reader, or the next best one
//   sckgSpans(labels)              the same as elements in all languages, which the switch shows and hides
//   sckgLanguage()                 "ko", "en", "ja", "zh"
//   sckgData("network")            the data of a picture
//   document "sckg-language"       an event after each switch
(() => {
  "use strict";
  const FALLBACK = {
    ko: ["ko", "en", "ja", "zh", ""],
    en: ["en", "ko", "ja", "zh", ""],
    ja: ["ja", "en", "zh", "ko", ""],
    zh: ["zh", "en", "ja", "ko", ""],
  };
  const root = document.documentElement;
  // Remembered for pages written in the same language: a page asked for in Korean opens in Korean.
  const MEMORY = `sckg-language-${root.dataset.lang}`;

  function memory(language) {
    try {
      if (language) localStorage.setItem(MEMORY, language);
      return localStorage.getItem(MEMORY);
    } catch {
      return null; // a page opened as a file may have no storage
    }
  }

  const known = (language) => (Object.hasOwn(FALLBACK, language) ? language : null);

  function asked() {
    const inAddress = (part) => known(new URLSearchParams(part.slice(1)).get("lang"));
    return inAddress(location.hash) || inAddress(location.search);
  }

  const tagOf = (labels, language) => FALLBACK[language].find((tag) => labels[tag]);

  function sckgText(labels, language = root.dataset.lang) {
    return labels[tagOf(labels, language)] || "";
  }

  function sckgSpans(labels) {
    const part = document.createDocumentFragment();
    const made = new Map();
    for (const language of Object.keys(FALLBACK)) {
      const tag = tagOf(labels, language);
      if (tag === undefined) continue;
      if (!made.has(tag)) {
        const span = document.createElement("span");
        if (tag) span.lang = tag;
        span.textContent = labels[tag];
        made.set(tag, span);
        part.append(span);
      }
      made.get(tag).classList.add(`l-${language}`);
    }
    return part;
  }

  const ATTRIBUTES = ["placeholder", "title", "aria-label", "aria-description", "alt", "content", "label"];
  const MARKED = ["[data-text]", ...ATTRIBUTES.map((name) => `[data-text-${name}]`)].join(",");

  function fill() {
    for (const element of document.querySelectorAll(MARKED)) {
      if (element.hasAttribute("data-text")) {
        element.textContent = sckgText(JSON.parse(element.getAttribute("data-text")));
      }
      for (const name of ATTRIBUTES) {
        const told = element.getAttribute(`data-text-${name}`);
        if (told !== null) element.setAttribute(name, sckgText(JSON.parse(told)));
      }
    }
  }

  function show(language) {
    root.lang = root.dataset.lang = language;
    for (const button of document.querySelectorAll("button[data-switch]")) {
      button.setAttribute("aria-pressed", String(button.dataset.switch === language));
    }
    fill();
    document.dispatchEvent(new CustomEvent("sckg-language", { detail: language }));
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("button[data-switch]");
    if (!button) return;
    memory(button.dataset.switch);
    show(button.dataset.switch);
  });
  addEventListener("hashchange", () => asked() && show(asked()));

  window.sckgText = sckgText;
  window.sckgSpans = sckgSpans;
  window.sckgLanguage = () => root.dataset.lang;
  window.sckgData = (name) => JSON.parse(document.getElementById(`${name}-data`).textContent);

  const wanted = asked() || known(memory());
  if (wanted && wanted !== root.dataset.lang) show(wanted);
})();
