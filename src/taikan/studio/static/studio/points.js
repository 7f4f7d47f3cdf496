// Points set by tapping on a photo. The chosen point goes where one taps; a point that is set is drawn with its name.

const SVG = "http://www.w3.org/2000/svg";
const form = document.getElementById("points");
const drawing = form?.querySelector("svg");
const [width, height] = [Number(form?.dataset.width), Number(form?.dataset.height)];
const choices = form ? [...form.querySelectorAll("[name=chosen]")] : [];
const chosen = () => choices.find((choice) => choice.checked);

function draw() {
  drawing.replaceChildren();
  for (const choice of choices) {
    choice.closest("label").classList.toggle("placed", Boolean(choice.dataset.x));
    if (!choice.dataset.x) continue;
    const [x, y] = [Number(choice.dataset.x), Number(choice.dataset.y)];
    const circle = document.createElementNS(SVG, "circle");
    const label = document.createElementNS(SVG, "text");
    for (const [name, value] of Object.entries({ cx: x, cy: y, r: height / 70 })) circle.setAttribute(name, value);
    for (const [name, value] of Object.entries({ x: x + height / 50, y: y + height / 120, "font-size": height / 40 })) label.setAttribute(name, value);
    circle.classList.toggle("chosen", choice.checked);
    label.textContent = choice.dataset.label;
    drawing.append(circle, label);
  }
  const placed = choices.filter((c) => c.dataset.x).map((c) => ({ name: c.value, x: Number(c.dataset.x), y: Number(c.dataset.y) }));
  form.elements.points.value = JSON.stringify(placed);
}

if (form) {
  drawing.addEventListener("click", (event) => {
    const box = drawing.getBoundingClientRect();
    const choice = chosen();
    choice.dataset.x = Math.min(width - 1, ((event.clientX - box.left) / box.width) * width).toFixed(1);
    choice.dataset.y = Math.min(height - 1, ((event.clientY - box.top) / box.height) * height).toFixed(1);
    const next = choices.slice(choices.indexOf(choice) + 1).find((one) => !one.dataset.x);
    if (next) next.checked = true;
    draw();
  });
  form.querySelector("[data-remove]").addEventListener("click", () => {
    delete chosen().dataset.x;
    draw();
  });
  form.addEventListener("change", draw);
  draw();
}
