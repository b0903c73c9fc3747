/* Exports: cards and missed checks as text files, for Anki and for a spreadsheet. */
window.committeeExports = (() => {
  const DECK = "The Brain’s Decision Committee";
  const all = (selector, within) => [...within.querySelectorAll(selector)];

  function parsed(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content;
  }

  /* Makes HTML that stands alone: whole addresses, no ids, colours instead of the page's names. */
  function alone(nodes, base) {
    const box = document.createElement("div");
    box.append(...nodes.map((node) => node.cloneNode(true)));
    for (const link of all("a[href]", box)) link.href = new URL(link.getAttribute("href"), base).href;
    for (const gone of all("button, input, script, .check-mark", box)) gone.remove();
    for (const named of all("[id]:not(svg *)", box)) named.removeAttribute("id");
    const look = getComputedStyle(document.documentElement);
    return box.innerHTML.replace(/var\((--[\w-]+)\)/g, (_, name) => (name === "--c-ink" ? "currentColor" : look.getPropertyValue(name).trim()))
      .replace(/\s*\n\s*/g, " ").trim();
  }

  const within = (element) => (element ? [...element.childNodes] : []);
  const why = (option) => within(option.querySelector(".check-why > div"));
  const wrap = (tag, ...children) => {
    const element = document.createElement(tag);
    element.append(...children.map((child) => child.cloneNode?.(true) ?? child));
    return element;
  };

  /* A check as a card: its question and options before, its answer and the reason behind. */
  function ofCheck({ html }) {
    const root = parsed(html);
    const asked = [...within(root.querySelector(".check-scene")), wrap("p", ...within(root.querySelector("legend"))),
      ...all(".check-how", root)];
    const options = all(".check-option", root), items = all(".check-item", root);
    const letter = (option) => option.querySelector(".check-letter").textContent;
    const words = (option) => within(option.querySelector(".check-wording"));
    if (options.length) {
      asked.push(...options.map((option) => wrap("p", `${letter(option)}. `, ...words(option))));
      const rights = options.filter((option) => "right" in option.dataset);
      return [asked, rights.flatMap((option) => [wrap("p", wrap("strong", `${letter(option)}. `, ...words(option))), ...why(option)])];
    }
    if (items.length) {
      asked.push(wrap("ul", ...items.map((item) => wrap("li", ...words(item)))));
      const sorted = items.sort((a, b) => a.dataset.place - b.dataset.place);
      return [asked, [wrap("ol", ...sorted.map((item) => wrap("li", ...words(item), ...why(item))))]];
    }
    const right = root.querySelector(".check-why[data-right]");
    return [asked, within(right.querySelector("div"))];
  }

  /* Returns [id, page, front, back] of each item, fronts and backs as HTML. */
  function rows(items, root) {
    return items.map((item) => {
      const base = new URL(item.href, root);
      const [front, back] = item.html ? ofCheck(item) : [within(parsed(item.front)), within(parsed(item.back))];
      const link = Object.assign(document.createElement("a"), { href: base.href, textContent: item.pageTitle });
      return { id: item.id, page: item.page, title: item.pageTitle, href: base.href,
        front: alone(front, base), back: alone([...back, wrap("p", link)], base) };
    });
  }

  /* Anki's text format: by the guid a second import updates what the first one brought. */
  function anki(found) {
    const head = ["#separator:tab", "#html:true", "#notetype:Basic", `#deck:${DECK}`, "#guid column:1", "#tags column:4",
      "#columns:guid\tFront\tBack\tTags"];
    const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
    const tags = ({ id, page }) => `committee::${page.replaceAll("/", "::")} committee::${id.startsWith("chk-") ? "check" : "card"}`;
    const lines = found.map((row) => [`committee-${row.id}`, quoted(row.front), quoted(row.back), tags(row)].join("\t"));
    return [...head, ...lines, ""].join("\n");
  }

  function plain(html) {
    const content = parsed(html.replace(/<\/(p|li|pre|div|dd|dt|h\d|tr)>/g, "$&\n"));
    for (const formula of all("math", content)) formula.replaceWith(formula.querySelector("annotation")?.textContent ?? formula.textContent);
    for (const drawing of all("svg", content)) {
      drawing.replaceWith(drawing.getAttribute("aria-label") ?? drawing.querySelector("title")?.textContent ?? "", "\n");
    }
    return content.textContent.split("\n").map((line) => line.replace(/\s+/g, " ").trim()).filter(Boolean).join("\n");
  }

  /* Comma-separated values by RFC 4180; the mark at the start tells a spreadsheet that it is UTF-8. */
  function csv(found) {
    const quoted = (text) => `"${String(text).replaceAll('"', '""')}"`;
    const lines = found.map(({ id, title, href, front, back }) => [id, title, href, plain(front), plain(back)]);
    return `\ufeff${[["id", "page", "address", "front", "back"], ...lines].map((line) => line.map(quoted).join(",")).join("\r\n")}\r\n`;
  }

  function download(name, text, type) {
    const link = Object.assign(document.createElement("a"), { download: name, href: URL.createObjectURL(new Blob([text], { type })) });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  return { anki, csv, rows, download };
})();
