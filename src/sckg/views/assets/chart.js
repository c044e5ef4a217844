// Flow, matrix, map, timeline: what is chosen in the drawing filters the list of what stands behind it.
// Without this script every mark is a link to its part of the list.
(() => {
  "use strict";
  for (const chart of document.querySelectorAll("[data-chart]")) {
    const drawing = chart.querySelector("svg.drawing");
    const marks = [...drawing.querySelectorAll("[data-home], [data-host], [data-sector], [data-place], [data-first]")];
    const rows = [...chart.querySelectorAll(".chart-behind tbody tr:not(.chart-group)")];
    const groups = [...chart.querySelectorAll(".chart-behind tbody")];
    const told = chart.querySelector("[data-chosen]");
    const off = new Set();
    const years = {};
    let chosen = null;
    let chosenMark = null;

    const has = (list, value) => (list || "").split(" ").includes(value);
    const facts = (row) => ({ ...row.parentElement.dataset, ...row.dataset });

    const TAGS = ["home", "host", "sector", "place", "entry"];
    const fits = (data) => !chosen || TAGS.every((tag) => !(tag in chosen) || has(data[tag], chosen[tag]));
    const inYears = (data) =>
      !("first" in years) || !("first" in data) ||
      (Number(data.last || years.last) >= years.first && Number(data.first) <= years.last);
    const whole = () => !("first" in years) || (years.first === years.least && years.last === years.most);

    function refresh() {
      for (const row of rows) {
        const data = facts(row);
        const homes = (data.home || "").split(" ");
        row.hidden = homes.every((home) => off.has(home)) || !fits(data) || !inYears(data) || (!whole() && !("first" in data));
      }
      for (const group of groups) {
        group.hidden = [...group.rows].slice(1).every((row) => row.hidden);
      }
      for (const mark of marks) {
        const data = mark.dataset;
        mark.classList.toggle("is-off", ("home" in data && off.has(data.home)) || !inYears(data));
        const drawn = mark.matches("a") && mark.querySelector("path"); // names stay legible
        const other = drawn && chosen && TAGS.some((tag) => tag in chosen && tag in data && data[tag] !== chosen[tag]);
        mark.classList.toggle("is-faint", Boolean(other));
      }
      const line = chart.querySelector(".chart-chosen");
      line.hidden = !chosen;
      if (chosenMark) {
        const title = chosenMark.querySelector("title");
        const text = [...chosenMark.querySelectorAll("text")].find((one) => getComputedStyle(one).display !== "none");
        told.textContent = title ? title.textContent : text ? text.textContent : "";
      }
    }

    function choose(mark) {
      chosenMark = mark && mark !== chosenMark ? mark : null;
      chosen = null;
      if (chosenMark) {
        chosen = {};
        for (const tag of TAGS) if (tag in chosenMark.dataset) chosen[tag] = chosenMark.dataset[tag];
      }
      refresh();
    }

    drawing.addEventListener("click", (event) => {
      const mark = event.target.closest("a[data-key]");
      if (!mark) return;
      event.preventDefault();
      choose(mark);
    });
    chart.querySelector("[data-all]").addEventListener("click", () => choose(null));

    for (const button of chart.querySelectorAll("[data-nation]")) {
      button.addEventListener("click", () => {
        const nation = button.dataset.nation;
        if (!off.delete(nation)) off.add(nation);
        button.setAttribute("aria-pressed", String(!off.has(nation)));
        refresh();
      });
    }

    for (const slider of chart.querySelectorAll("[data-year]")) {
      years[slider.dataset.year] = Number(slider.value);
      years.least = Number(slider.min);
      years.most = Number(slider.max);
      slider.addEventListener("input", () => {
        years[slider.dataset.year] = Number(slider.value);
        if (years.first > years.last) {
          const other = slider.dataset.year === "first" ? "last" : "first";
          years[other] = Number(slider.value);
          chart.querySelector(`[data-year=${other}]`).value = slider.value;
        }
        for (const end of ["first", "last"]) chart.querySelector(`[data-year-told=${end}]`).textContent = years[end];
        refresh();
      });
    }
    document.addEventListener("sckg-language", refresh);

    if (chart.querySelector("[data-zoom]")) zoomable(chart, drawing);
  }

  // A map to be moved and drawn nearer: the view box changes, names, points and lines grow far less.
  function zoomable(chart, drawing) {
    const whole = drawing.viewBox.baseVal;
    const all = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
    let view = { ...all };
    const fixed = [...drawing.querySelectorAll("[data-keep]")];
    const strokes = [...drawing.querySelectorAll("path[stroke-width]")]
      .filter((path) => !path.closest("[data-keep]"))
      .map((path) => [path, Number(path.getAttribute("stroke-width"))]);

    function show() {
      drawing.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
      const near = all.width / view.width;
      for (const [path, width] of strokes) path.setAttribute("stroke-width", (width * near ** -0.75).toFixed(3));
      for (const mark of fixed) {
        const [x, y] = mark.dataset.keep.split(" ");
        const scale = near ** -0.75;
        mark.setAttribute("transform", `translate(${x} ${y}) scale(${scale}) translate(${-x} ${-y})`);
      }
      drawing.classList.toggle("is-large", near > 1.01);
      drawing.classList.toggle("is-near", near > 2.4);
    }

    function zoom(factor, at) {
      const width = Math.min(all.width, Math.max(all.width / 14, view.width / factor));
      const height = (width * all.height) / all.width;
      const x = at.x - ((at.x - view.x) * width) / view.width;
      const y = at.y - ((at.y - view.y) * height) / view.height;
      move({ x, y, width, height });
    }

    function move(next) {
      next.x = Math.min(Math.max(next.x, all.x), all.x + all.width - next.width);
      next.y = Math.min(Math.max(next.y, all.y), all.y + all.height - next.height);
      view = next;
      show();
    }

    const scroll = drawing.parentElement; // on a narrow screen, begin where the three nations are
    scroll.scrollLeft = (scroll.scrollWidth - scroll.clientWidth) * 0.42;

    const middle = () => ({ x: view.x + view.width / 2, y: view.y + view.height / 2 });
    function place(event) {
      const frame = drawing.getBoundingClientRect();
      return {
        x: view.x + ((event.clientX - frame.left) / frame.width) * view.width,
        y: view.y + ((event.clientY - frame.top) / frame.height) * view.height,
      };
    }

    for (const button of chart.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => {
        if (button.dataset.zoom === "all") move({ ...all });
        else zoom(button.dataset.zoom === "in" ? 1.6 : 1 / 1.6, middle());
      });
    }
    drawing.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && view.width === all.width) return; // let the page scroll until the map was drawn nearer
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.25 : 0.8, place(event));
    }, { passive: false });
    drawing.addEventListener("dblclick", (event) => zoom(2, place(event)));

    let held = null;
    drawing.addEventListener("pointerdown", (event) => {
      if (view.width < all.width) held = { x: event.clientX, y: event.clientY, view: { ...view }, moved: false };
    });
    addEventListener("pointermove", (event) => {
      if (!held) return;
      const frame = drawing.getBoundingClientRect();
      const dx = ((event.clientX - held.x) / frame.width) * held.view.width;
      const dy = ((event.clientY - held.y) / frame.height) * held.view.height;
      held.moved = held.moved || Math.hypot(event.clientX - held.x, event.clientY - held.y) > 4;
      if (held.moved) move({ ...held.view, x: held.view.x - dx, y: held.view.y - dy });
    });
    addEventListener("pointerup", () => {
      if (held && held.moved) drawing.addEventListener("click", (event) => { event.stopPropagation(); event.preventDefault(); }, { capture: true, once: true });
      held = null;
    });
  }
})();
