// The timer of a hold or of a time: counts down in its button, with a tone at both ends.

let beeper = null;
function beep(hertz) {
  beeper ??= new AudioContext();
  const tone = beeper.createOscillator();
  tone.frequency.value = hertz;
  tone.connect(beeper.destination);
  tone.start();
  tone.stop(beeper.currentTime + 0.15);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-timer]");
  if (!button || button.dataset.running) return;
  const words = button.querySelector("span");
  const end = Date.now() + 1000 * Number(button.dataset.timer);
  button.dataset.running = "yes";
  beep(660);
  const tick = setInterval(() => {
    const left = Math.ceil((end - Date.now()) / 1000);
    words.textContent = `${Math.max(left, 0)} s`;
    if (left > 0) return;
    clearInterval(tick);
    delete button.dataset.running;
    words.textContent = `${button.dataset.label} ${button.dataset.timer} s`;
    beep(880);
    navigator.vibrate?.(300);
  }, 200);
});
