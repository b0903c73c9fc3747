/* The button that makes a page's code live. All else is fetched when it is pressed. */
{
  const { details, words } = document.currentScript.dataset;
  const root = new URL("../", document.currentScript.src).href;
  const served = document.querySelector('meta[name="livecode-server"]');
  const cell = document.querySelector(".cell:has(.cell_input)");
  const place = document.createElement("div");
  place.className = "livecode-start";
  place.innerHTML = '<button type="button">Run this page’s code</button> <span role="status"></span>';
  const [press, status] = place.children;
  status.textContent = served ? "by Python on this computer" : words;

  const start = async () => {
    if (location.protocol === "file:") throw new Error("Live code needs a web server. In the book’s folder, “make serve” starts one, with Python.");
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${root}livecode/livecode.css` });
    document.head.append(sheet);
    const { open } = await import(`${root}livecode/main.js`).catch(() => { throw new Error("The live code could not be downloaded. Check the connection, then press again."); });
    await open(root, details, place);
  };

  press.addEventListener("click", () => {
    press.setAttribute("aria-disabled", "true");
    status.textContent = "Loading …";
    start().catch((error) => { status.textContent = error.message; press.removeAttribute("aria-disabled"); });
  });
  if (cell) cell.before(place);
}
