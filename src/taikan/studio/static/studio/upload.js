// Sends a recording part by part. A part that gets lost is sent again; a broken connection goes on where it stopped.

const PART_BYTES = 512 * 1024;
const WAITS_MS = [1000, 2000, 4000, 8000];

class Refused extends Error {}

const csrf = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function sendPart(url, part) {
  const response = await fetch(url, { method: "POST", body: part, headers: { "X-CSRFToken": csrf(), "Content-Type": "application/octet-stream" } });
  if (response.status >= 500) throw new Error(`status ${response.status}`);
  const said = await response.json().catch(() => ({}));
  if (response.ok || response.status === 409) return said;
  throw new Refused(said.error ?? "");
}

// `about`: test, side, options, name, type. `told.progress(share)`, `told.retrying(bool)`. Gives the result's address.
export async function upload(base, blob, about, told) {
  let start = 0;
  let failures = 0;
  while (true) {
    const stop = Math.min(start + PART_BYTES, blob.size);
    const query = new URLSearchParams({ ...about, start, last: stop === blob.size ? "1" : "0" });
    try {
      const said = await sendPart(`${base}?${query}`, blob.slice(start, stop));
      failures = 0;
      told.retrying(false);
      if (said.assessment) return said.assessment;
      start = said.received;
      told.progress(start / blob.size);
    } catch (problem) {
      if (problem instanceof Refused) throw problem;
      told.retrying(true);
      await pause(WAITS_MS[Math.min(failures++, WAITS_MS.length - 1)]);
    }
  }
}

// Shows how far it is in `box`, which holds a progress bar and, optionally, places for percent and "trying again".
export function teller(box) {
  const bar = box.querySelector("progress");
  const percent = box.querySelector("[data-percent]");
  const retrying = box.querySelector("[data-retrying]");
  return {
    progress: (share) => {
      bar.value = share;
      if (percent) percent.textContent = `${Math.round(100 * share)} %`;
    },
    retrying: (yes) => {
      if (retrying) retrying.hidden = !yes;
    },
  };
}
