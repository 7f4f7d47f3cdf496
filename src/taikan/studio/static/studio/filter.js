// Narrows a list to the rows that hold every word typed.

for (const box of document.querySelectorAll("[data-filter]")) {
  const rows = [...document.querySelectorAll(`${box.dataset.filter} > li`)];
  const none = document.querySelector("[data-none]");
  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
    if (none) none.hidden = rows.some((row) => !row.hidden);
  });
}
