/* Figures: any of them can be opened as large as the window. */
function enlarge(figure) {
  const dialog = document.createElement("dialog");
  dialog.className = "enlarged";
  dialog.setAttribute("aria-label", "Enlarged figure");
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  const drawing = figure.querySelector("svg.drawing").cloneNode(true);
  const words = figure.querySelector("figcaption .caption-text").cloneNode(true);
  words.querySelector(".figure-tools")?.remove();
  const caption = document.createElement("p");
  caption.append(...words.childNodes);
  dialog.append(close, drawing, caption);
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

for (const figure of document.querySelectorAll("figure:has(> svg.drawing)")) {
  const caption = figure.querySelector("figcaption .caption-text");
  if (!caption) continue;
  let tools = caption.querySelector(".figure-tools");
  if (!tools) {
    tools = document.createElement("span");
    tools.className = "figure-tools";
    caption.append(" ", tools);
  }
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Enlarge";
  button.setAttribute("aria-label", "Enlarge this figure");
  button.setAttribute("aria-haspopup", "dialog");
  button.addEventListener("click", () => enlarge(figure));
  tools.append(button);
}
