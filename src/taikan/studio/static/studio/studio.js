// What plain HTML cannot: leaving by language, closing toasts, copying a link. Everything works without it but these.

const RETRY_MS = 3000;

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
  const form = event.detail.elt;
  const submitter = event.detail.requestConfig.triggeringEvent?.submitter;
  if (form.matches("[data-retry]")) setTimeout(() => form.isConnected && form.requestSubmit(submitter), RETRY_MS);
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr.status) document.getElementById("offline").hidden = true;
});

// "None of these" stands alone.
document.addEventListener("change", (event) => {
  const box = event.target.closest(".choices input[type=checkbox]");
  if (!box?.checked) return;
  for (const other of box.closest(".choices").querySelectorAll("input[type=checkbox]")) {
    if (other !== box && ("alone" in box.dataset || "alone" in other.dataset)) other.checked = false;
  }
});

// What is typed and not sent yet survives a reload or a lost connection.
const draftKey = (field) => {
  const form = field.closest("[data-draft]");
  return form && field.name === "value" && field.type !== "checkbox" ? `draft.${form.dataset.draft}` : null;
};
document.addEventListener("input", (event) => {
  const key = draftKey(event.target);
  if (key) sessionStorage.setItem(key, event.target.value);
});
const restoreDrafts = () => {
  for (const field of document.querySelectorAll("[data-draft] [name=value]:not(button):not([type=checkbox])")) {
    const kept = sessionStorage.getItem(draftKey(field));
    if (kept !== null && !field.value) field.value = kept;
  }
  document.getElementById("words")?.focus({ preventScroll: true });
};
document.addEventListener("DOMContentLoaded", restoreDrafts);
document.addEventListener("htmx:afterSwap", restoreDrafts);

// On a narrow screen the row of tabs scrolls: begin at the open one.
document.addEventListener("DOMContentLoaded", () => {
  document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
});
