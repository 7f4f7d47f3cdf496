// The page of a test: the side chosen goes along to camera and phone, and a chosen file is sent at once.

import { teller, upload } from "./upload.js";

const form = document.getElementById("send");
if (form) {
  const error = document.getElementById("send-error");
  const chosen = () => {
    const about = { test: form.dataset.test };
    for (const [name, value] of new FormData(form)) {
      if (name === "side" || name.startsWith("option_")) about[name] = value;
    }
    return about;
  };

  form.addEventListener("change", () => {
    const query = new URLSearchParams(chosen());
    for (const link of form.querySelectorAll("[data-way]")) link.href = `${form.dataset[link.dataset.way]}?${query}`;
  });

  form.elements.file.addEventListener("change", async () => {
    const file = form.elements.file.files[0];
    if (!file) return;
    const box = document.getElementById("sending");
    box.hidden = false;
    error.hidden = true;
    box.querySelector("[data-name]").textContent = file.name;
    try {
      location.href = await upload(form.dataset.upload, file, { ...chosen(), name: file.name, type: file.type }, teller(box));
    } catch (problem) {
      box.hidden = true;
      error.hidden = false;
      error.textContent = problem.message || form.dataset.failed;
      form.elements.file.value = "";
    }
  });
}
