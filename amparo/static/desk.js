// Keys of the worklist: j and k walk, Enter opens (that is the link's own). Nothing else needs JavaScript.
"use strict";
(() => {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  document.body.classList.add("has-keys");
  const tick = document.querySelector("[data-keys]");
  const kept = "amparo-keys";
  if (tick) {
    tick.checked = localStorage.getItem(kept) !== "off";
    tick.addEventListener("change", () => {
      if (tick.checked) localStorage.removeItem(kept);
      else localStorage.setItem(kept, "off");
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || (tick && !tick.checked)) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const way = { j: 1, k: -1 }[event.key];
    if (!way) return;
    const here = rows.indexOf(document.activeElement);
    const next = here < 0 ? (way > 0 ? 0 : rows.length - 1) : here + way;
    const row = rows[Math.min(Math.max(next, 0), rows.length - 1)];
    row.focus();
    row.scrollIntoView({ block: "nearest" });
    event.preventDefault();
  });
})();
