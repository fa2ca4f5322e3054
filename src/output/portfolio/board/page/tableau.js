"use strict";
// Trie les tableaux et ouvre la liste visée. Sans ce script, la page est complète.
const order = new Intl.Collator("fr", { numeric: true, sensitivity: "base" });
const key = (row, at) => row.cells[at]?.dataset.tri ?? row.cells[at]?.textContent.trim() ?? "";
const compare = (a, b) => (isFinite(a) && isFinite(b) && a !== "" && b !== "" ? a - b : order.compare(a, b));

function sort(table, head, at) {
  const down = head.getAttribute("aria-sort") === "ascending" || (!head.hasAttribute("aria-sort") && head.hasAttribute("data-nombre"));
  for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const rows = [...table.tBodies[0].rows].map((row) => [key(row, at), row]);
  rows.sort(([a], [b]) => (down ? compare(b, a) : compare(a, b)));
  table.tBodies[0].append(...rows.map(([, row]) => row));
}

for (const table of document.querySelectorAll("table.tri")) {
  for (const [at, head] of [...table.tHead.rows[0].cells].entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "trier";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(table, head, at));
  }
}

function open() {
  const target = document.getElementById(location.hash.slice(1));
  const folded = target?.closest("details:not([open])");
  if (!folded) return;
  folded.open = true;
  target.scrollIntoView();
}
addEventListener("hashchange", open);
open();
