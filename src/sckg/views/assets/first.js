// Before anything is shown: which language the reader chose, so that no other one flashes up; and where the files lie.
(() => {
  "use strict";
  const page = document.documentElement;
  const base = document.currentScript.src.replace(/first\.js.*$/, "");
  const loading = {};

  // A script of the atlas, loaded once.
  function load(name) {
    loading[name] ||= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = base + name;
      script.onload = () => done();
      script.onerror = failed;
      document.head.append(script);
    });
    return loading[name];
  }

  let wanted = null;
  try {
    wanted = localStorage.getItem(`sckg-language-${page.dataset.written}`);
  } catch {
    // no storage for files: the address may say the language
  }
  const asked = /[?#&]lang=(ko|en|ja|zh)\b/.exec(location.search + location.hash);
  if (asked) wanted = asked[1];
  if (wanted && wanted !== page.dataset.written) {
    page.classList.add("waiting");
    setTimeout(() => page.classList.remove("waiting"), 2000);
    load("texts.js");
  }
  window.sckgAtlas = { base, load, words: {} };
})();
