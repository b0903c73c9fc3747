/* Interview questions: draws some at random, or shows one topic. Without it all are there. */
(() => {
  const HAND = 5;
  const all = [...document.querySelectorAll(".interview")];
  const topics = [...new Set(all.map((question) => question.closest("section")))];
  const opening = topics[0];
  let waiting = [];                     // not drawn yet; who was drawn comes again when all have been

  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  const titleOf = (section) => {
    const copy = section.querySelector("h2").cloneNode(true);
    copy.querySelector(".headerlink")?.remove();
    return copy.textContent.trim();
  };

  function show(some, sentence) {
    for (const question of all) {
      question.hidden = !some.includes(question);
      if (some !== all) question.querySelector("details").open = false;
    }
    for (const topic of topics) topic.hidden = ![...topic.querySelectorAll(".interview")].some((one) => !one.hidden);
    everything.hidden = some === all;
    voice.textContent = sentence;
  }

  function draw() {
    if (waiting.length < HAND) {
      const drawn = all.filter((one) => !waiting.includes(one));
      for (let last = drawn.length - 1; last > 0; last -= 1) {
        const at = Math.floor(Math.random() * (last + 1));
        [drawn[last], drawn[at]] = [drawn[at], drawn[last]];
      }
      waiting.push(...drawn);
    }
    const hand = waiting.splice(0, HAND);
    choice.value = "";
    show(all.filter((one) => hand.includes(one)), `${HAND} questions, drawn from ${all.length}. Answer aloud, then open.`);
  }

  function choose() {
    const topic = topics[choice.value];
    if (!topic) showAll();
    else show([...topic.querySelectorAll(".interview")], `${topic.querySelectorAll(".interview").length} questions of ${all.length}.`);
  }

  function showAll() {
    choice.value = "";
    show(all, `All ${all.length} questions.`);
  }

  /* Who follows a link to a question finds it. */
  function reach() {
    const target = location.hash && all.find((one) => `#${one.id}` === location.hash);
    if (target?.hidden || topics.some((topic) => topic.hidden && `#${topic.id}` === location.hash)) {
      showAll();
      document.getElementById(location.hash.slice(1)).scrollIntoView();
    }
  }

  const button = (words, act) => {
    const element = make("button", { type: "button" }, words);
    element.addEventListener("click", act);
    return element;
  };
  const choice = make("select", {}, make("option", { value: "" }, "all questions"),
    ...topics.map((topic, at) => make("option", { value: at }, titleOf(topic))));
  const everything = button("Show all", showAll);
  const voice = make("span", { className: "interview-voice" });
  voice.setAttribute("role", "status");
  choice.setAttribute("aria-label", "Topic");
  choice.addEventListener("change", choose);
  everything.hidden = true;
  opening.before(make("div", { className: "interview-bar" }, button("Draw five", draw),
    choice, everything, voice));
  addEventListener("hashchange", reach);
})();
