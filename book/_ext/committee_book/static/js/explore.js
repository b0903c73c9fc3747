/* Explorables: draws the state that a reader asks for.

   Each was computed when the book was built. A figure's states are loaded when a reader comes to
   it, by a plain script, so that it works in a folder without a server, too. Axes never change:
   only paths, labels at their ends, and the sentence below do. */
(() => {
  const FIRST = 35, LETTERS = 57; // as explorables/code.py writes numbers

  const all = (selector, within) => [...within.querySelectorAll(selector)];

  function decode(text) {
    const shares = [];
    for (let i = 0; i < text.length; i += 2) {
      const [high, low] = [text.charCodeAt(i) - FIRST, text.charCodeAt(i + 1) - FIRST];
      shares.push((LETTERS * high + low) / (LETTERS * LETTERS - 1));
    }
    return shares;
  }

  /* The points of a curve, in the drawing's own units; a band runs there and back. */
  function pointsOf({ kind, x }, shares, [left, top, width, height]) {
    const at = (x, y) => [left + x * width, top + (1 - y) * height];
    if (!x.length) return shares.flatMap((share, i) => (i % 2 ? [] : [at(share, shares[i + 1])]));
    if (kind !== "band") return shares.map((share, i) => at(x[i], share));
    const half = shares.length / 2;
    const edge = (some) => some.map((share, i) => at(x[i], share));
    return [...edge(shares.slice(0, half)), ...edge(shares.slice(half)).reverse()];
  }

  function outline(kind, points, radius) {
    const n = (value) => value.toFixed(1);
    if (kind === "squares") {
      const side = 2 * radius;
      return points.map(([x, y]) => `M${n(x - radius)},${n(y - radius)}h${side}v${side}h-${side}z`).join("");
    }
    if (kind === "dots" || kind === "rings") {
      const arc = `a${radius},${radius} 0 1,0`;
      return points.map(([x, y]) => `M${n(x - radius)},${n(y)}${arc} ${2 * radius},0${arc} -${2 * radius},0`).join("");
    }
    const line = points.map(([x, y]) => `${n(x)},${n(y)}`).join("L");
    return line && `M${line}${kind === "line" ? "" : "Z"}`;
  }

  function draw(drawing, { box, gap, series }, curves) {
    const ends = [];
    series.forEach((one, i) => {
      const points = pointsOf(one, decode(curves[i]), box);
      drawing.querySelector(`[data-series="${i}"]`).setAttribute("d", outline(one.kind, points, one.radius));
      const label = drawing.querySelector(`[data-label="${i}"]`);
      if (label) ends.push({ label, x: points.at(-1)[0] + 5, y: points.at(-1)[1] + 3 });
    });
    ends.sort((a, b) => a.y - b.y);
    ends.forEach((end, i) => {
      if (i) end.y = Math.max(end.y, ends[i - 1].y + gap);
      end.label.setAttribute("x", end.x.toFixed(1));
      end.label.setAttribute("y", end.y.toFixed(1));
    });
  }

  function live(root, data) {
    const drawing = root.querySelector("svg");
    const says = root.querySelector(".explore-says");
    const panel = root.querySelector(".explore-controls");
    const controls = all(".explore-slider, .explore-choice", panel);
    const voice = document.createElement("p");
    voice.className = "sr-only";
    voice.setAttribute("role", "status");
    root.append(voice);
    let later;

    const inputs = (control) => all("input", control);
    const read = (control) => {
      const [first] = inputs(control);
      return Number(first.type === "range" ? first.value : inputs(control).find((one) => one.checked).value);
    };
    const write = (control, value) => inputs(control).forEach((input) => {
      if (input.type === "range") input.value = value;
      else input.checked = Number(input.value) === value;
    });

    function show() {
      const position = controls.map(read);
      const place = position.reduce((so, step, i) => so * data.texts[i].length + step, 0);
      const [numbers, kind, ...parts] = data.states[place].split("|");
      draw(drawing, data.draw, numbers.split(" ").map((number) => data.curves[number]));
      says.textContent = data.says[kind].replace(/\{(\d)\}/g, (_, part) => parts[part]);
      controls.forEach((control, i) => {
        const words = data.texts[i][position[i]];
        const output = control.querySelector("output");
        if (!output) return;
        output.textContent = words;
        inputs(control)[0].setAttribute("aria-valuetext", words);
      });
      return says.textContent;
    }

    /* Says what came of it once the reader has let go, and nothing at every step on the way. */
    function change() {
      const said = show();
      clearTimeout(later);
      later = setTimeout(() => { voice.textContent = said; }, 500);
    }

    panel.addEventListener("input", change);
    panel.querySelector("button").addEventListener("click", () => {
      controls.forEach((control, i) => write(control, data.start[i]));
      change();
    });
    controls.forEach((control, i) => write(control, data.start[i]));
    show();
    panel.disabled = false;
    root.dataset.live = "";
  }

  function load(root) {
    const script = document.createElement("script");
    script.src = root.dataset.src;
    script.addEventListener("load", () => live(root, window.explorables[root.dataset.recipe]));
    script.addEventListener("error", () => { root.dataset.failed = ""; });
    document.head.append(script);
  }

  const watch = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting) continue;
      watch.unobserve(target);
      load(target);
    }
  });
  for (const root of all(".explore", document)) watch.observe(root);
})();
