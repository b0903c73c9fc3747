/* Checks: answers them, keeps the answers on this device, and forgets them when asked.

   All words stand in the page already; what is said to an answer is copied from the
   explanation of its option. Only what was answered is kept, never the verdict: it is found
   anew on every visit, and an answer to a question that has changed since is forgotten. */
(() => {
  const KEY = "committee.checks.1";
  const LETTERS = "ABCDEFGH";

  const all = (selector, within) => [...within.querySelectorAll(selector)];

  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  function copyOf(block) {
    const copy = block.cloneNode(true);
    for (const element of all("[id]", copy)) element.removeAttribute("id");
    for (const button of all("button", copy)) button.remove(); // a copy would do nothing
    return copy;
  }

  /* What is kept: check → { key: what must be unchanged, of: its options, answer, shown }. */
  function kept() {
    let found;
    try { found = JSON.parse(localStorage.getItem(KEY)); } catch { /* nothing to be read */ }
    return found && typeof found === "object" && !Array.isArray(found) ? found : {};
  }

  function keep(id, record) {
    const records = kept();
    if (record) records[id] = record;
    else delete records[id];
    try { localStorage.setItem(KEY, JSON.stringify(records)); } catch { /* this visit only */ }
  }

  /* Options are known by their text, and by their place where the text was reworded. */
  function find(items, idOf, [id, place]) {
    return items.find((item) => idOf(item) === id) ?? items[place];
  }

  const inputOf = (option) => option.querySelector("input");
  const letterOf = (option) => option.querySelector(".check-letter").textContent;
  const why = (option) => all(":scope .check-why > div > *", option).map(copyOf);

  /* Puts a verdict before the first word of an explanation. */
  function lead(verdict, blocks) {
    if (!verdict) return blocks;
    const [first, ...rest] = blocks;
    const word = make("strong", {}, verdict);
    if (first?.tagName !== "P") return [make("p", {}, word), ...blocks];
    first.prepend(word, " ");
    return [first, ...rest];
  }

  function choice(root) {
    const options = all(".check-option", root);
    const chosen = () => options.filter((option) => inputOf(option).checked);
    const isRight = (option) => "right" in option.dataset;
    return {
      items: options,
      ids: options.map((option) => inputOf(option).value),
      missing: options.some((option) => inputOf(option).type === "checkbox")
        ? "Select an option first." : "Choose an option first.",
      read: () => chosen().map((option) => [inputOf(option).value, options.indexOf(option)]),
      write(answer) {
        const given = answer.map((one) => find(options, (option) => inputOf(option).value, one));
        for (const option of options) inputOf(option).checked = given.includes(option);
      },
      isAnswer: (answer) => answer.length > 0,
      judge() {
        const given = chosen();
        for (const option of given) option.dataset.mark = isRight(option) ? "right" : "wrong";
        const right = options.every((option) => inputOf(option).checked === isRight(option));
        return { right, say: () => sayChoice(given, options.filter(isRight), right) };
      },
      show: () => options.filter(isRight).forEach((option) => { option.dataset.mark = "right"; }),
    };
  }

  function sayChoice(given, wanted, right) {
    if (given.length === 1 && wanted.length === 1) return why(given[0]);
    const letters = (options) => options.map(letterOf).join(", ");
    const astray = given.filter((option) => !wanted.includes(option)).length;
    const missing = wanted.filter((option) => !given.includes(option)).length;
    const count = (n, one, many) => (n ? [`${n} ${n === 1 ? one : many}`] : []);
    const verdict = right ? `Right: ${letters(wanted)}, and no other.` : `Not yet: ${[
      ...count(astray, "that you selected does not apply", "that you selected do not apply"),
      ...count(missing, "that applies is missing", "that apply are missing")].join(", ")}.`;
    const reasons = given.flatMap((option) => [
      make("dt", {}, letterOf(option)), make("dd", {}, ...why(option))]);
    return [make("p", {}, make("strong", {}, verdict)),
      make("dl", { className: "check-lines" }, ...reasons)];
  }

  /* Reads 0.25, 0,25, .25, 1/4, 2.5e-1, 1,000 and a unit after any of them; 25 % is a quarter
     unless the answer itself is asked for in per cent. */
  function readNumber(text, percent) {
    const plain = text.replace("\u2212", "-").replace(/\s/g, "")
      .replace(/^([-+]?[1-9]\d{0,2})((?:,\d{3})+)(?!\d)/, (_, head, rest) => head + rest.replaceAll(",", ""))
      .replace(",", ".");
    const match = /^([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(?:\/(\d+\.?\d*))?(%?)\D*$/i.exec(plain);
    return match ? match[1] / (match[2] ?? 1) / (match[3] && !percent ? 100 : 1) : NaN;
  }

  const isNear = (found, { value, margin }) => Math.abs(found - value) <= margin * (1 + 1e-9);

  function number(root) {
    const field = root.querySelector(".check-number input");
    const margin = Number(field.dataset.margin);
    const percent = root.querySelector(".check-unit")?.textContent === "%";
    const whys = all(".check-why", root);
    const near = (found, value) => isNear(found, { value, margin });
    const words = (details) => all(":scope > div > *", details).map(copyOf);
    return {
      ids: [],
      missing: "Type a number first, for instance 0.25.",
      read: () => field.value,
      write: (answer) => { field.value = answer; },
      isAnswer: (answer) => Number.isFinite(readNumber(answer, percent)),
      judge() {
        const value = readNumber(field.value, percent);
        const right = near(value, Number(field.dataset.value));
        const known = whys.find((one) => one.dataset.value && near(value, Number(one.dataset.value)));
        const other = known ?? whys.find((one) => one.dataset.value === "");
        const verdict = right ? "Right." : other === known && known ? "" : "Not so.";
        field.dataset.mark = right ? "right" : "wrong";
        return { right, say: () => lead(verdict, other ? words(other) : []) };
      },
      show() {},
    };
  }

  function order(root) {
    const list = root.querySelector(".check-sequence");
    const start = all(".check-item", list);
    const items = () => all(".check-item", list);
    const idOf = (item) => item.dataset.id;
    const isPlaced = (item, at) => Number(item.dataset.place) === at + 1;
    const voice = make("p", { className: "sr-only" });
    voice.setAttribute("role", "status");
    root.append(voice);
    const put = (sequence) => { list.append(...sequence); nameEnds(); };
    const nameEnds = () => items().forEach((item, at, every) => {
      const [up, down] = all("button", item);
      up.setAttribute("aria-disabled", String(at === 0));
      down.setAttribute("aria-disabled", String(at === every.length - 1));
    });
    function move(item, step, button) {
      const every = items();
      const at = every.indexOf(item) + step;
      if (at < 0 || at >= every.length) return;
      every.splice(at - step, 1);
      every.splice(at, 0, item);
      put(every);
      button.focus(); // moving an element takes the focus away
      list.dispatchEvent(new Event("input", { bubbles: true }));
      voice.textContent = `${textOf(item)}: now ${at + 1} of ${every.length}`;
    }
    const textOf = (item) => item.querySelector(".check-wording").textContent.trim();
    for (const item of start) {
      const buttons = [["Up", -1], ["Down", 1]].map(([name, step]) => {
        const button = make("button", { type: "button" }, name);
        button.setAttribute("aria-label", `${name}: ${textOf(item)}`);
        button.addEventListener("click", () => move(item, step, button));
        return button;
      });
      item.querySelector(".check-wording").after(make("span", { className: "check-moves" }, ...buttons));
    }
    nameEnds();
    return {
      ids: start.map(idOf),
      missing: "",
      read: () => items().map((item) => [idOf(item), Number(item.dataset.place)]),
      write(answer) {
        put(answer.length ? answer.map(([id, place]) => start.find((item) => idOf(item) === id)
          ?? start.find((item) => Number(item.dataset.place) === place)) : start);
      },
      isAnswer: (answer) => answer.length > 0,
      judge() {
        const placed = items().filter(isPlaced);
        items().forEach((item, at) => { item.dataset.mark = isPlaced(item, at) ? "right" : "wrong"; });
        const right = placed.length === start.length;
        const verdict = right ? "Right." : `Not yet: ${placed.length} of ${start.length} in place.`;
        const reasons = placed.flatMap((item) => [
          make("dt", {}, textOf(item)), make("dd", {}, ...why(item))]);
        return { right, say: () => [
          make("p", {}, make("strong", {}, verdict)), make("dl", {}, ...reasons)] };
      },
      show() {
        put([...start].sort((a, b) => a.dataset.place - b.dataset.place));
        for (const item of start) item.dataset.mark = "right";
      },
    };
  }

  /* Says whether a kept answer is right where the check itself is not: by what the build knows
     of it. An answer to a question that has changed since is none. */
  function verdict(record, fact) {
    try {
      if (!record || record.key !== fact.key) return "open";
      if (record.shown) return "wrong";
      if (!fact.ids) return isNear(readNumber(record.answer, fact.unit === "%"), fact) ? "right" : "wrong";
      if (record.of.filter((id) => fact.ids.includes(id)).length < record.of.length / 2) return "open";
      const ordered = !fact.right;
      const given = record.answer.map(([id, place]) => (fact.ids.includes(id) ? fact.ids.indexOf(id) : place - ordered));
      const wanted = fact.right ?? fact.ids.map((_, place) => place);
      if (!ordered) given.sort((a, b) => a - b);
      return String(given) === String(wanted) ? "right" : "wrong";
    } catch { return "open"; } // not written by us
  }

  /* A prediction is told what happened; nobody keeps a score. */
  function prediction(root) {
    const guess = choice(root);
    const reveal = root.querySelector(".check-reveal");
    return { ...guess,
      judge() {
        const [given] = guess.items.filter((option) => inputOf(option).checked);
        reveal.open = true;
        const lines = [["Your guess", letterOf(given)], ["What happened", reveal.dataset.right],
          ["The tempting guess", reveal.dataset.expected]];
        return { right: true, say: () => [make("dl", { className: "check-lines" },
          ...lines.flatMap(([name, letter]) => [make("dt", {}, name),
            make("dd", {}, `${letter}: `, wordingOf(letter))]))] };
      },
      forget: () => { reveal.open = false; },
    };
    function wordingOf(letter) {
      const option = guess.items[LETTERS.indexOf(letter)];
      return make("span", {}, ...copyOf(option.querySelector(".check-wording")).childNodes);
    }
  }

  /* Names the option that an explanation belongs to, where that is not plain. */
  function nameOf(explanation) {
    const letter = explanation.parentElement.querySelector(".check-letter");
    const item = explanation.closest(".check-item");
    return letter ? `${letter.textContent}.` : item ? `${item.querySelector(".check-wording").firstChild.textContent}.` : "";
  }

  const KINDS = { single: choice, multiple: choice, numeric: number, order, predict: prediction };
  const MARKS = { right: "right", wrong: "not so" };

  function live(root) {
    const { kind, signature } = root.dataset;
    const asked = KINDS[kind](root);
    const actions = root.querySelector(".check-actions");
    const [answer] = all("button", actions);
    const guess = kind === "predict";
    const show = make("button", { type: "button", hidden: true }, "Show the answer");
    const forget = make("button", { type: "button", hidden: true }, guess ? "Forget my guess" : "Start again");
    const feedback = make("div", { className: "check-feedback", tabIndex: -1 });
    feedback.setAttribute("role", "status");
    actions.append(show, forget);
    actions.after(feedback);

    function clear() {
      delete root.dataset.state;
      for (const marked of all("[data-mark]", root)) delete marked.dataset.mark;
      for (const note of all(".check-mark", root)) note.remove();
      feedback.replaceChildren();
      show.hidden = true;
    }

    function noteMarks() {
      for (const option of all("[data-mark]", root)) {
        const place = option.querySelector(".check-wording");
        place?.append(make("span", { className: "check-mark" }, ` (${MARKS[option.dataset.mark]})`));
      }
    }

    function judge() {
      clear();
      const { right, say } = asked.judge();
      root.dataset.state = guess ? "told" : right ? "right" : "wrong";
      const words = say();
      if (!guess) noteMarks();
      feedback.replaceChildren(...words);
      show.hidden = guess || right;
      forget.hidden = false;
    }

    function showAnswer() {
      clear();
      asked.show();
      noteMarks();
      root.dataset.state = "shown";
      const told = all(".check-why", root).filter((one) => one.closest("[data-right], .check-item"));
      feedback.replaceChildren(make("p", {}, make("strong", {}, "The answer:")), ...told.flatMap(
        (one) => lead(nameOf(one), all(":scope > div > *", one).map(copyOf))));
      forget.hidden = false;
    }

    /* Asks as if it were the first time; what was answered stays kept until there is another. */
    function fresh() {
      clear();
      asked.write(kind === "numeric" ? "" : []);
      asked.forget?.();
      forget.hidden = true;
    }

    function reset() {
      fresh();
      keep(root.id, null);
    }

    const record = () => ({ key: signature, of: asked.ids, answer: asked.read() });

    /* Brings back what was answered, if this is still the question that was asked. */
    function restore({ key, of, answer: given, shown }) {
      const known = of.filter((id) => asked.ids.includes(id)).length;
      if (key !== signature || known < of.length / 2) return false;
      asked.write(given);
      if (shown) showAnswer();
      else judge();
      return true;
    }

    function restoreOrForget() {
      asked.write(kind === "numeric" ? "" : []); // not what the browser remembers of a form
      const found = kept()[root.id];
      if (!found) return;
      let restored = false;
      try { restored = restore(found); } catch { /* not written by us */ }
      if (!restored) reset();
    }

    answer.addEventListener("click", () => {
      if (!asked.isAnswer(asked.read())) {
        clear();
        feedback.replaceChildren(make("p", {}, asked.missing));
        return;
      }
      judge();
      keep(root.id, record());
      offerToForget();
      tell();
    });
    show.addEventListener("click", () => {
      keep(root.id, { ...record(), shown: true });
      showAnswer();
      feedback.focus();
      tell();
    });
    forget.addEventListener("click", () => {
      reset();
      root.querySelector("input, .check-moves button").focus();
      offerToForget();
    });
    // Not "change": that comes while the button is being pressed, which would move away.
    root.addEventListener("input", () => { if (root.dataset.state) clear(); });
    root.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.matches("input")) answer.click();
    });

    const tell = () => root.dispatchEvent(new CustomEvent("check:answered", {
      bubbles: true, detail: { right: root.dataset.state === "right" } }));

    restoreOrForget();
    answer.disabled = false;
    root.dataset.live = "";
    return { id: root.id, root, reset, fresh, restore: restoreOrForget };
  }

  const checks = all(".check[data-kind]", document).map(live);
  const forgetPage = make("button", { type: "button" }, "Forget my answers on this page");
  const corner = make("p", { className: "checks-forget" }, forgetPage);
  const offerToForget = () => {
    const records = kept();
    corner.hidden = !checks.some(({ id }) => id in records);
  };
  document.querySelector("article")?.append(corner);
  forgetPage.addEventListener("click", () => {
    for (const { reset } of checks) reset();
    offerToForget();
    document.querySelector("main")?.focus();
  });
  offerToForget();

  window.committeeChecks = { all: checks, kept, live, verdict }; // for the pages of Practice
})();
