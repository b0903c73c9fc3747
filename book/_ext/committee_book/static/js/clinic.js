/* The clinic's desk, where a reader hands in a log. What reads it is fetched with the first one. */
{
  const script = document.currentScript, { details, words, pages } = script.dataset;
  const root = new URL("../", script.src).href;
  const place = document.querySelector(".clinic-desk");
  const served = document.querySelector('meta[name="livecode-server"]');
  place.innerHTML = `
    <p class="clinic-hand-in"><label for="clinic-file">Choose training logs</label> or drop them here.</p>
    <p class="clinic-commands"><input id="clinic-file" type="file" multiple> <button type="button">Try the example</button> <button type="button" hidden>Stop</button></p>
    <p class="clinic-status"><span role="status"></span> <span class="clinic-amount"></span></p>
    <progress aria-label="Downloaded" hidden></progress>`;
  const [input, status, amount, progress] = ["input", "[role=status]", ".clinic-amount", "progress"].map((one) => place.querySelector(one));
  const [example, stop] = place.querySelectorAll("button");
  const answers = document.createElement("div");
  place.after(answers);
  status.textContent = served ? "Python on this computer reads them." : words;

  const opened = () => import(`${root}clinic/desk.js`).catch(() => {
    throw new Error(location.protocol === "file:"
      ? "This needs a web server. In the book’s folder, “make serve” starts one, with Python."
      : "What reads a log could not be downloaded. Check the connection, then try again.");
  });

  const begin = async (work) => {
    try {
      const { desk } = await opened();
      await work(desk({ root, details, pages: JSON.parse(pages), answers, status, amount, progress, stop }));
    } catch (error) { status.textContent = error.message; }
  };

  const drop = (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();                    // else the browser would leave the page for the file
    place.classList.toggle("clinic-over", event.type === "dragover");
    if (event.type === "drop") { const files = [...event.dataTransfer.files]; begin((desk) => desk.read(files)); }
  };

  for (const type of ["dragover", "dragleave", "drop"]) addEventListener(type, drop);
  input.addEventListener("change", () => { const files = [...input.files]; input.value = ""; if (files.length) begin((desk) => desk.read(files)); });
  example.addEventListener("click", () => begin((desk) => desk.readExample()));
}
