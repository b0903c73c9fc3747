/* Chain: asks for the mend of every failure, judges row by row, and keeps what was chosen.

   All words stand in the page: the mends to choose from are those of its rows. Only the choices
   are kept on this device; whether they are right is found anew on every visit. */
(() => {
  const KEY = "committee.chain.1";

  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  function kept() {
    let found;
    try { found = JSON.parse(localStorage.getItem(KEY)); } catch { /* nothing to be read */ }
    return found && typeof found === "object" && !Array.isArray(found) ? found : {};
  }

  function keep(id, choices) {
    const records = kept();
    if (Object.keys(choices).length) records[id] = choices;
    else delete records[id];
    try { localStorage.setItem(KEY, JSON.stringify(records)); } catch { /* this visit only */ }
  }

  function live(root) {
    const rows = [...root.querySelectorAll(".chain-rows > li")].map((element, at) => {
      const failed = element.querySelector(".chain-failed");
      const fold = element.querySelector(".chain-answer");
      const select = make("select", { id: `${root.id}-${at + 1}` });
      const label = make("label", { htmlFor: select.id }, "mended by ");
      failed.id ||= `${root.id}-failed-${at + 1}`;
      select.setAttribute("aria-describedby", failed.id);
      const said = make("div", { className: "chain-said" });
      fold.before(make("p", { className: "chain-choice" }, label, select), said);
      fold.hidden = true;
      return { element, failed, fold, select, said, id: element.dataset.id, mend: element.dataset.mend,
        words: fold.querySelector(".chain-mend").textContent.trim() };
    });
    const mends = [...rows].sort((a, b) => a.words.localeCompare(b.words, "en"));
    for (const { select } of rows) {
      select.append(make("option", { value: "" }, "choose …"), ...mends.map(({ mend, words }) => make("option", { value: mend }, words)));
    }

    const result = make("p", { className: "chain-result" });
    result.setAttribute("role", "status");
    const button = (words, act) => {
      const element = make("button", { type: "button" }, words);
      element.addEventListener("click", act);
      return element;
    };
    const again = button("Start again", reset);
    root.append(make("div", { className: "chain-actions" }, button("Check the rows", judge), button("Show all answers", showAll), again), result);

    const choices = () => Object.fromEntries(rows.filter(({ select }) => select.value).map(({ id, select }) => [id, select.value]));

    function clear(row) {
      delete row.element.dataset.mark;
      row.said.replaceChildren();
      row.fold.hidden = true;
      row.fold.open = false;
    }

    function why(row) {
      return [...row.fold.querySelectorAll(":scope > div > :not(.chain-mend)")].map((block) => block.cloneNode(true));
    }

    function judgeRow(row) {
      clear(row);
      if (!row.select.value) return false;
      const right = row.select.value === row.mend;
      const meant = rows.find(({ mend }) => mend === row.select.value);
      row.element.dataset.mark = right ? "right" : "wrong";
      if (right) {
        const [first, ...rest] = why(row);
        first.prepend(make("strong", {}, "Right."), " ");
        row.said.append(first, ...rest);
      } else {
        row.said.append(make("p", {}, make("strong", {}, "Not this one."), ` It mended row ${rows.indexOf(meant) + 1}, “${meant.failed.textContent.trim().replace(/\.$/, "")}”.`));
        row.fold.hidden = false;
      }
      return right;
    }

    function judge() {
      const right = rows.map(judgeRow).filter(Boolean).length;
      const chosen = Object.keys(choices()).length;
      const open = rows.length - chosen;
      result.textContent = chosen === 0 ? "Choose a mend first." : right === rows.length ? `All ${right} rows are right.`
        : `${right} of ${chosen} right${open ? `, ${open} to go` : ""}.`;
    }

    function showAll() {
      for (const row of rows) {
        clear(row);
        row.fold.hidden = false;
        row.fold.open = true;
      }
      result.textContent = "All answers are open. Close the page, and come back in a few days.";
    }

    function reset() {
      for (const row of rows) {
        clear(row);
        row.select.value = "";
      }
      keep(root.id, {});
      result.textContent = "";
      rows[0].select.focus();
    }

    for (const row of rows) {
      row.select.addEventListener("change", () => {
        clear(row);
        keep(root.id, choices());
      });
    }

    const before = kept()[root.id] ?? {};
    for (const { id, select } of rows) {
      select.value = "";
      if (mends.some(({ mend }) => mend === before[id])) select.value = before[id];
    }
    root.dataset.live = "";
  }

  document.querySelectorAll(".chain[id]").forEach(live);
})();
