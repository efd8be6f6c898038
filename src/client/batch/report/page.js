"use strict";
// Filters and sorts the table of the page; without it, all items are shown in their order.
(() => {
  const table = document.getElementById("items");
  const body = table.tBodies[0];
  const form = document.getElementById("filters");
  const counter = form.querySelector("output");
  const tagFilters = [...form.querySelectorAll("select[data-tag]")];
  const items = [...body.rows].map((row) => ({
    row,
    text: row.textContent.toLowerCase(),
    tags: new Map(Object.entries(JSON.parse(row.dataset.tags))),
  }));

  function hasStatus(row, status) {
    return status === "" || (status === "flawed" ? "flawed" in row.dataset : row.dataset.status === status);
  }

  function filter() {
    const words = form.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = tagFilters.filter((select) => select.value !== "").map((select) => [select.dataset.tag, select.value]);
    let shown = 0;
    for (const { row, text, tags } of items) {
      const fits = hasStatus(row, form.status.value)
        && wanted.every(([tag, value]) => tags.get(tag) === value)
        && words.every((word) => text.includes(word));
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    table.classList.toggle("gallery", form.gallery.checked);
    counter.textContent = `${shown} of ${items.length} items`;
  }

  function sort(header, column) {
    const isNumber = header.classList.contains("number");
    const isAscending = header.getAttribute("aria-sort") !== "ascending";
    const value = ({ row }) => {
      const cell = row.cells[column];
      const text = cell.dataset.value ?? cell.textContent;
      return isNumber ? Number(text) : text;
    };
    const compare = isNumber ? (a, b) => a - b : new Intl.Collator(undefined, { numeric: true }).compare;
    const keyed = items.map((item) => [value(item), item.row]);
    keyed.sort(([a], [b]) => (isAscending ? compare(a, b) : compare(b, a)));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", isAscending ? "ascending" : "descending");
    body.append(...keyed.map(([, row]) => row));
  }

  [...table.tHead.rows[0].cells].forEach((header, column) => {
    if (header.textContent === "") return;
    const button = document.createElement("button");
    button.textContent = header.textContent;
    button.addEventListener("click", () => sort(header, column));
    header.replaceChildren(button);
  });
  // An item that a failure names is to be seen.
  document.querySelector(".causes")?.addEventListener("click", (event) => {
    if (!event.target.matches("a")) return;
    form.reset();
    filter();
  });
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
})();
