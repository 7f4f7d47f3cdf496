// Films one test: a look at the picture every second, a countdown with beeps, the clip, then sending it.

import { teller, upload } from "./upload.js";

const CHECK_EVERY_MS = 1500;
const CHECK_WIDTH = 640;
const LOW_HZ = 660;
const HIGH_HZ = 990;
const BITS_PER_S = 6_000_000;
const FORMATS = ["video/mp4;codecs=avc1.42E01E", "video/mp4", "video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm"];

const page = document.getElementById("camera");
const find = (name) => page.querySelector(`[data-${name}]`);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const given = new URLSearchParams(location.search);

let phase = "none";
let taken = null;
let recorder = null;
let sound = null;

function show(next) {
  phase = next;
  for (const part of page.querySelectorAll("[data-phase]")) part.hidden = part.dataset.phase !== next;
  find("live").hidden = next === "taken" || next === "sending";
  page.querySelector(".guide").style.display = next === "ready" ? "" : "none";
  if (next !== "ready") find("advice").hidden = true;
}

function beep(hz, ms) {
  sound ??= new AudioContext();
  const tone = sound.createOscillator();
  const volume = sound.createGain();
  tone.frequency.value = hz;
  volume.gain.setValueAtTime(0.4, sound.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + ms / 1000);
  tone.connect(volume).connect(sound.destination);
  tone.start();
  tone.stop(sound.currentTime + ms / 1000);
}

async function open() {
  try {
    const video = { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
    find("live").srcObject = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    show("ready");
    look();
  } catch {
    show("none");
  }
}

function picture(width) {
  const live = find("live");
  const canvas = document.createElement("canvas");
  canvas.width = Math.min(width, live.videoWidth);
  canvas.height = Math.round((canvas.width * live.videoHeight) / live.videoWidth);
  canvas.getContext("2d").drawImage(live, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
}

async function look() {
  while (true) {
    await pause(CHECK_EVERY_MS);
    if (phase !== "ready" || !find("live").videoWidth) continue;
    try {
      const headers = { "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"] };
      const response = await fetch(page.dataset.check, { method: "POST", body: await picture(CHECK_WIDTH), headers });
      const said = await response.json();
      if (said.text && phase === "ready") advise(said);
    } catch {
      // Advice is a help; without a connection filming goes on.
    }
  }
}

function advise(said) {
  const advice = find("advice");
  advice.hidden = false;
  advice.classList.toggle("ok", said.ok);
  page.querySelector(".guide").classList.toggle("ok", said.ok);
  advice.querySelector("strong").textContent = said.text;
  advice.querySelector("span").textContent = said.action;
}

async function record() {
  const count = find("count");
  show("recording");
  count.hidden = false;
  for (let left = Number(find("countdown")?.value ?? 5); left > 0; left--) {
    count.textContent = left;
    beep(LOW_HZ, 150);
    await pause(1000);
    if (phase !== "recording") return;
  }
  count.hidden = true;
  beep(HIGH_HZ, 500);
  film(Number(find("length").value));
}

function film(seconds) {
  const mimeType = FORMATS.find((format) => MediaRecorder.isTypeSupported(format));
  const parts = [];
  const clock = find("clock");
  const began = performance.now();
  recorder = new MediaRecorder(find("live").srcObject, { mimeType, videoBitsPerSecond: BITS_PER_S });
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.onstop = () => {
    clearInterval(ticking);
    clock.hidden = true;
    beep(HIGH_HZ, 200);
    const type = recorder.mimeType.split(";")[0];
    keep(new Blob(parts, { type }), `clip.${type.includes("mp4") ? "mp4" : "webm"}`);
  };
  clock.hidden = false;
  const ticking = setInterval(() => {
    const passed = (performance.now() - began) / 1000;
    clock.textContent = `${Math.max(0, Math.ceil(seconds - passed))}`;
    if (passed >= seconds && recorder.state === "recording") recorder.stop();
  }, 100);
  recorder.start(1000);
}

function keep(blob, name) {
  taken = { blob, name };
  const isPhoto = blob.type.startsWith("image/");
  const place = find(isPhoto ? "still" : "taken");
  place.src = URL.createObjectURL(blob);
  find("still").hidden = !isPhoto;
  find("taken").hidden = isPhoto;
  show("taken");
}

function again() {
  taken = null;
  find("still").hidden = true;
  find("taken").hidden = true;
  find("error").hidden = true;
  find("live").srcObject ? show("ready") : show("none");
}

async function send() {
  show("sending");
  const about = { test: page.dataset.test, side: given.get("side") ?? page.dataset.side, name: taken.name, type: taken.blob.type };
  for (const [name, value] of given) if (name.startsWith("option_")) about[name] = value;
  try {
    const result = await upload(page.dataset.upload, taken.blob, about, teller(page.querySelector('[data-phase="sending"]')));
    location.href = page.dataset.done || result;
  } catch (problem) {
    find("error").hidden = false;
    find("error").textContent = problem.message || page.dataset.failed;
    show("taken");
  }
}

if (page) {
  show("none");
  find("record").addEventListener("click", record);
  find("stop").addEventListener("click", () => {
    if (recorder?.state === "recording") recorder.stop();
    else {
      find("count").hidden = true;
      show("ready");
    }
  });
  find("shot")?.addEventListener("click", async () => keep(await picture(4096), "photo.jpg"));
  find("again").addEventListener("click", again);
  find("send").addEventListener("click", send);
  find("own").addEventListener("change", (event) => {
    const file = event.target.files[0];
    if (file) keep(file, file.name);
  });
  window.addEventListener("beforeunload", (event) => {
    if (phase === "sending") event.preventDefault();
  });
  open();
}
