// The client's phone: what is logged is kept here first, sent when there is a connection, once and in order.

import { all, drop, keep } from "./store.js";
import "./timer.js";

const phone = document.getElementById("phone");
const waiting = document.getElementById("waiting");
const cookie = (name) => document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

navigator.serviceWorker?.register(phone.dataset.worker);

// -- sending ----------------------------------------------------------------------------------------------------------
let sending = null;

async function tell() {
  const mine = (await all()).filter((one) => one.client === phone.dataset.client);
  const refused = mine.filter((one) => one.refused).length;
  const open = mine.length - refused;
  waiting.hidden = mine.length === 0;
  waiting.textContent = open ? phone.dataset.waiting.replace("{n}", open) : phone.dataset.refused.replace("{n}", refused);
}

async function send() {
  const open = (await all()).filter((one) => one.client === phone.dataset.client && !one.refused);
  open.sort((a, b) => a.entry.sequence - b.entry.sequence);
  if (!open.length) return tell();
  let answer;
  try {
    answer = await fetch(phone.dataset.sync, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") },
      body: JSON.stringify({ client: phone.dataset.client, entries: open.map((one) => one.entry) }),
    });
    if (!answer.ok || answer.redirected) throw new Error(`status ${answer.status}`);
    const { kept, refused } = await answer.json();
    for (const one of open) {
      if (kept.includes(one.id)) await drop(one.id);
      else if (refused[one.id]) await keep({ ...one, refused: refused[one.id] });
    }
  } catch {
    // No connection, or none that lasts: everything stays where it is.
  }
  return tell();
}

// One sending at a time, in every tab: the lock is the browser's.
const flush = () => {
  sending = (sending ?? Promise.resolve()).then(() => (navigator.locks ? navigator.locks.request("taikan.sync", send) : send()));
  return sending;
};

async function log(entry) {
  const id = crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
  const now = new Date();
  await keep({ id, client: phone.dataset.client, entry: { ...entry, id, sequence: now.getTime(), at: now.toISOString() } });
  await flush();
}

// Not every browser tells when the connection is back; so what waits is tried again.
const RETRY_MS = 5000;
setInterval(() => waiting.hidden || flush(), RETRY_MS);
window.addEventListener("online", flush);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush());
flush();

// -- forms ------------------------------------------------------------------------------------------------------------
const number = (value) => (value === null || value === "" ? null : Number(value));

function morning(kind, data) {
  return { kind, pain: number(data.get("pain")), response: data.get("response"), sore: kind === "next_morning" ? data.has("sore") : null, habits_kept: data.getAll("habits_kept") };
}

function session(form, data) {
  const items = [...form.querySelectorAll("[data-exercise]")].map(({ dataset: { exercise } }) => ({
    exercise,
    done: data.get(`done.${exercise}`) ?? "none",
    rpe: number(data.get(`rpe.${exercise}`)),
    pain: number(data.get(`pain.${exercise}`)),
    reps: number(data.get(`reps.${exercise}`)),
    load_kg: number(data.get(`load.${exercise}`)),
  }));
  const killer = data.get("ses.painkiller");
  return {
    kind: "session",
    programme: form.dataset.programme,
    session: form.dataset.session,
    place: form.dataset.place,
    signs: data.getAll("ses.signs").filter((one) => one !== "none"),
    pain_before: number(data.get("ses.pain_now")),
    pain_after: number(data.get("pain_after")),
    painkiller: killer === "yes" ? true : killer === "no" ? false : null,
    items,
  };
}

const entryOf = (form) => {
  const data = new FormData(form);
  if (form.dataset.log === "session") return session(form, data);
  if (form.dataset.log === "flare") return { kind: "flare", pain: number(data.get("pain")) };
  return morning(form.dataset.log, data);
};

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-log]");
  if (!form) return;
  event.preventDefault();
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  await log(entryOf(form));
  if (form.id === "session") sessionStorage.removeItem(draft(form));
  location.href = event.submitter?.dataset.then ?? form.dataset.then;
});

// -- a session: first the questions, then the exercises -----------------------------------------------------------------
const course = document.getElementById("session");
const draft = (form) => `session.${form.dataset.programme}.${form.dataset.session}.${new Date().toDateString()}`;

function answered(start) {
  for (const set of start.querySelectorAll("fieldset")) {
    const field = set.querySelector("input[type=number]");
    if (field ? !field.value : !set.querySelector("input:checked")) return false;
  }
  return true;
}

const closes = (start) =>
  start.querySelector("[data-closes]:checked") !== null ||
  [...start.querySelectorAll("[data-closing]")].some((field) => field.dataset.closing.split(" ").includes(field.value));

function begin() {
  const start = document.getElementById("start");
  const complete = answered(start);
  document.getElementById("unanswered").hidden = complete;
  if (!complete) return;
  const stop = closes(start);
  document.getElementById("closed").hidden = !stop;
  document.getElementById("exercises").hidden = stop;
  start.hidden = !stop;
  if (!stop) {
    navigator.wakeLock?.request("screen").catch(() => {});
    window.scrollTo({ top: 0 });
  }
}

function count() {
  const steps = course.querySelectorAll("[data-exercise]");
  const done = course.querySelectorAll("[data-exercise] .thirds input:checked").length;
  document.getElementById("count").textContent = `${done} / ${steps.length}`;
}

if (course) {
  course.querySelector("[data-begin]").addEventListener("click", begin);
  course.addEventListener("change", () => {
    sessionStorage.setItem(draft(course), JSON.stringify([...new FormData(course)]));
    count();
  });
  for (const [name, value] of JSON.parse(sessionStorage.getItem(draft(course)) ?? "[]")) {
    const field = course.querySelector(`[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`);
    if (field) field.checked = true;
    else if (course.elements[name]?.type === "number") course.elements[name].value = value;
  }
  count();
}

// -- this page and the sessions of today also open without a connection ---------------------------------------------------
async function warm() {
  const cache = await caches.open("taikan-pages-1");
  // The first page of all was opened before the worker was there to keep it.
  for (const href of [location.href, ...[...document.querySelectorAll('a[href^="/me/sessions/"]')].map((one) => one.href)]) {
    const answer = await fetch(href);
    if (!answer.ok || answer.redirected) continue;
    const page = new DOMParser().parseFromString(await answer.clone().text(), "text/html");
    await cache.put(href, answer);
    for (const picture of page.querySelectorAll("img.pose")) fetch(picture.getAttribute("src")).catch(() => {});
  }
}
if ("caches" in window && navigator.onLine) navigator.serviceWorker?.ready.then(warm).catch(() => {});
