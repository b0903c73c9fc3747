/* Triage: walks a reader through a table of questions, one at a time.

   All words stand in the table, which is what one gets on paper and without a script. */
(() => {
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const copiesOf = (nodes) => [...nodes].map((node) => {
    const copy = node.cloneNode(true);
    for (const named of copy.querySelectorAll?.("[id]") ?? []) named.remove(); // mere targets
    return copy;
  });

  /* Reads the questions: id → { cell, answers: [{ words, then, next }] }. */
  function read(table) {
    const questions = new Map();
    let answers;
    for (const row of table.tBodies[0].rows) {
      const asked = row.querySelector(".triage-question");
      if (asked) {
        answers = [];
        questions.set(asked.querySelector("[id]").id, { cell: asked, answers });
      }
      const then = row.querySelector(".triage-next, .triage-end");
      const next = row.querySelector(".triage-next a")?.hash.slice(1);
      answers.push({ words: row.querySelector(".triage-answer"), then, next });
    }
    return questions;
  }

  function live(root) {
    const table = root.querySelector("table");
    const questions = read(table);
    const trail = make("ol", { className: "triage-trail" });
    const here = make("div", { className: "triage-here", tabIndex: -1 });
    here.setAttribute("role", "group");
    const walk = make("div", { className: "triage-walk" }, trail, here);
    const [first] = questions.keys();
    const given = []; // answers so far, each with its question's id

    const button = (words, act, className = "") => {
      const made = make("button", { type: "button", className }, ...words);
      made.addEventListener("click", () => { act(); here.focus(); });
      return made;
    };

    const ask = (id) => {
      const { cell, answers } = questions.get(id);
      const choices = answers.map((answer) => make("li", {}, button(
        copiesOf(answer.words.querySelector("p")?.childNodes ?? answer.words.childNodes),
        () => { given.push({ id, answer }); show(); })));
      here.setAttribute("aria-label", "Question");
      here.replaceChildren(...copiesOf(cell.children), make("ul", { className: "triage-choices" }, ...choices));
      here.firstElementChild.classList.add("triage-asked");
    };

    const end = ({ then }) => {
      here.setAttribute("aria-label", "What to try first");
      here.replaceChildren(...copiesOf(then.childNodes),
        make("p", {}, button(["Begin again"], () => { given.length = 0; show(); })));
    };

    function show() {
      trail.hidden = given.length === 0;
      trail.replaceChildren(...given.map(({ id, answer }, at) => {
        const asked = questions.get(id).cell.querySelector("p").textContent.replace(/^\d+\.\s*/, "");
        const change = button(["Change"], () => { given.length = at; show(); }, "triage-change");
        change.setAttribute("aria-label", `Change: ${asked}`);
        return make("li", {}, `${asked} `, make("strong", {}, answer.words.textContent.trim()), " ", change);
      }));
      const last = given.at(-1)?.answer;
      root.dataset.at = last && !last.next ? "end" : "question";
      if (last && !last.next) end(last);
      else ask(last?.next ?? first);
    }

    const whole = make("button", { type: "button", className: "triage-whole" }, "All questions in a table");
    whole.setAttribute("aria-expanded", "false");
    whole.addEventListener("click", () => {
      whole.setAttribute("aria-expanded", String(root.toggleAttribute("data-whole")));
    });
    show();
    root.prepend(walk, whole);
    root.dataset.live = "";
  }

  for (const root of document.querySelectorAll(".triage")) live(root);
})();
