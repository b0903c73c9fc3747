/* Mixed checks: ten of all, in an order of their own, asked as if for the first time.

   They are the page's own checks, which move to the desk and back; what was answered before
   stays kept until there is another answer. */
(() => {
  const TEN = 10;
  const { all } = window.committeeChecks;
  const desk = document.querySelector(".mixed-desk");
  const itemOf = (check) => check.root.closest(".knowledge-item");
  let run = [], places = [], answered = new Map();

  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  const button = (text, act) => {
    const made = make("button", { type: "button" }, text);
    made.addEventListener("click", act);
    return made;
  };

  function shuffled(items) {
    const order = [...items];
    for (let last = order.length - 1; last > 0; last--) {
      const other = Math.floor(Math.random() * (last + 1));
      [order[last], order[other]] = [order[other], order[last]];
    }
    return order;
  }

  const missed = () => all.filter(({ root }) => ["wrong", "shown"].includes(root.dataset.state));
  const stage = make("div", { className: "mixed-run" });
  const status = make("p", { className: "mixed-said" });
  status.setAttribute("role", "status");

  function putBack() {
    run.forEach((check, at) => {
      places[at].replaceWith(itemOf(check));
      check.restore();
    });
    run = [];
    places = [];
  }

  function draw(from) {
    putBack();
    answered = new Map();
    run = shuffled(from()).slice(0, TEN);
    places = run.map((check) => { const place = new Comment(); itemOf(check).replaceWith(place); return place; });
    for (const check of run) check.fresh();
    stage.replaceChildren(...run.map(itemOf));
    show();
    run[0]?.root.querySelector("input, .check-moves button").focus();
  }

  function end() {
    putBack();
    show();
    desk.querySelector("button").focus();
  }

  const again = button("Ten questions, mixed", () => draw(() => all));
  const wrong = button("", () => draw(missed));
  const stop = button("Put them back", end);

  function show() {
    const right = [...answered.values()].filter(Boolean).length;
    const count = missed().length;
    wrong.hidden = !count && !run.length;
    wrong.disabled = !count;
    wrong.textContent = `Only those I got wrong (${count})`;
    stop.hidden = !run.length;
    status.textContent = !run.length ? ""
      : answered.size < run.length ? `${answered.size} of ${run.length} answered, ${right} right.`
        : `All ${run.length} answered, ${right} of them right.`;
  }

  desk.addEventListener("check:answered", ({ target, detail }) => {
    if (!answered.has(target.id)) answered.set(target.id, detail.right); // the first answer counts
    show();
  });
  document.addEventListener("check:answered", show);
  desk.replaceChildren(make("p", { className: "mixed-buttons" }, again, wrong, stop), status, stage);
  show();
})();
