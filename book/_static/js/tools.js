/* Page tools: following a section's link copies it, too; a citation can be copied. */
(() => {
  if (!navigator.clipboard) return;

  const voice = document.createElement("p");
  voice.className = "sr-only";
  voice.setAttribute("role", "status");
  document.body.append(voice);

  async function copy(text, said, shown) {
    try { await navigator.clipboard.writeText(text); } catch { return; } // refused: the link still leads
    voice.textContent = said;
    shown.dataset.copied = "";
    setTimeout(() => { voice.textContent = ""; delete shown.dataset.copied; }, 2000);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.headerlink");
    if (link) copy(link.href, "Link copied", link);
  });

  for (const entry of document.querySelectorAll(".bibtex")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy the BibTeX entry";
    button.addEventListener("click", () => copy(entry.textContent, "BibTeX entry copied", button));
    entry.after(button);
  }
})();
