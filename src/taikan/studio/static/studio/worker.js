// Keeps the client's own pages and the look of the studio, so that they open without a connection. Data goes elsewhere.

const PAGES = "taikan-pages-1";
const FILES = "taikan-files-1";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const isFile = (url) => url.pathname.startsWith("/static/") || url.pathname.startsWith("/pictures/");
const isOwnPage = (url) => url.pathname.startsWith("/me/");

async function file(request) {
  const cache = await caches.open(FILES);
  const known = await cache.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) cache.put(request, answer.clone());
  return answer;
}

async function page(request) {
  const cache = await caches.open(PAGES);
  try {
    const answer = await fetch(request);
    // Sent to the login page: somebody else may be next at this phone.
    if (answer.redirected && new URL(answer.url).pathname.startsWith("/accounts/")) await caches.delete(PAGES);
    else if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch (problem) {
    const known = await cache.match(request);
    if (known) return known;
    throw problem;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (isFile(url)) event.respondWith(file(request));
  else if (isOwnPage(url) && request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith("/accounts/log")) event.waitUntil(caches.delete(PAGES));
});
