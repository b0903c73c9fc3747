/* What is too wide scrolls in its own box, and as long as it does, the keyboard reaches it. */
{
  const boxes = document.querySelectorAll("pre, div.math, .pst-scrollable-table-container, .output");

  const reach = (box) => {
    if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  };

  const watch = new ResizeObserver((changes) => changes.forEach((change) => reach(change.target)));
  boxes.forEach((box) => watch.observe(box));
  document.fonts.ready.then(() => boxes.forEach(reach));
}
