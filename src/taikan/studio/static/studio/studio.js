// What plain HTML cannot: leaving by language, closing toasts, copying a link. Everything works without it but these.

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});

document.addEventListener("click", async (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard?.writeText(copy.dataset.copy);
    copy.textContent = copy.dataset.done;
  }
  if (event.target.closest("[data-close]")) event.target.closest(".toast").replaceChildren();
  if (event.target.closest("[data-print]")) window.print();
});

// An error answer of the server is shown, not swallowed; a lost connection says so and is tried again.
document.addEventListener("htmx:beforeSwap", (event) => {
  const status = event.detail.xhr.status;
  if (status >= 400 && status !== 422) {
    event.detail.shouldSwap = true;
    event.detail.target = document.getElementById("toast");
    event.detail.isError = false;
  }
  if (status === 422) event.detail.shouldSwap = true;
});

document.addEventListener("htmx:sendError", (event) => {
  document.getElementById("offline").hidden = false;
  const source = event.detail.elt;
  if (source.matches("[data-retry]")) setTimeout(() => htmx.trigger(source, "again"), 3000);
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr.status) document.getElementById("offline").hidden = true;
});
