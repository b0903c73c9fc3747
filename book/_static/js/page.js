/* What a page does besides being read: switch its theme, copy its code. */
const THEMES = ["auto", "light", "dark"];
const root = document.documentElement;

function currentTheme() {
  return THEMES.includes(root.dataset.theme) ? root.dataset.theme : "auto";
}

function keep(theme) {
  try {
    if (theme === "auto") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch { /* storage refused: the choice lasts for this page */ }
}

function setTheme(theme) {
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  keep(theme);
}

function nameSwitch(button) {
  const name = { auto: "Auto theme", light: "Light theme", dark: "Dark theme" }[currentTheme()];
  button.querySelector(".theme-name").textContent = name;
  button.setAttribute("aria-label", `${name}, change it`);
}

for (const button of document.querySelectorAll(".theme-switch-button")) {
  button.hidden = false;
  nameSwitch(button);
  button.addEventListener("click", () => {
    setTheme(THEMES[(THEMES.indexOf(currentTheme()) + 1) % THEMES.length]);
    nameSwitch(button);
  });
}

function addCopyButton(block) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", "Copy this code");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.querySelector("pre").textContent.trimEnd());
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  block.append(button);
}

if (navigator.clipboard) {
  for (const block of document.querySelectorAll(".cell_input .highlight, .bd-article > section div[class*='highlight-'] > .highlight")) {
    if (!block.closest(".cell_output") && !block.querySelector(".copy")) addCopyButton(block);
  }
}
