/* The page for addresses that lead nowhere: names the pages whose names are most like what was
   asked for, and puts its words into the search. */
(() => {
  const NEAR = 0.34; // how alike two names must be, 1 being the same
  const wordsOf = (path) => decodeURIComponent(path).replace(/(index)?\.html$/, "")
    .split("/").filter(Boolean).pop()?.replace(/^\d+[-_ ]*/, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim().toLowerCase() ?? "";

  function asked() {
    try { return wordsOf(location.pathname); } catch { return ""; } // an address nobody can read
  }

  const pairs = (text) => new Set([...text].slice(1).map((letter, place) => text[place] + letter));

  /* The share of pairs of letters that two names have in common. */
  function alike(one, other) {
    const mine = pairs(one), theirs = pairs(other);
    const common = [...mine].filter((pair) => theirs.has(pair)).length;
    return (2 * common) / (mine.size + theirs.size || 1);
  }

  const words = asked();
  if (!words) return;
  document.querySelector("main input[name=q]").value = words;
  const near = [...document.querySelectorAll(".bd-links a[href]")]
    .map((link) => [link, Math.max(alike(words, wordsOf(link.getAttribute("href"))),
      alike(words, link.textContent.trim().toLowerCase()))])
    .filter(([, value]) => value > NEAR).sort((one, other) => other[1] - one[1]).slice(0, 3);
  if (!near.length) return;
  const list = document.createElement("ul");
  for (const [link] of near) {
    const copy = document.createElement("a");
    copy.href = link.href;
    copy.textContent = link.textContent;
    list.append(Object.assign(document.createElement("li"), {}));
    list.lastChild.append(copy);
  }
  const said = document.createElement("p");
  said.textContent = "Perhaps you want:";
  document.getElementById("lost-nearest").append(said, list);
})();
