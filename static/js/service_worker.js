/* Keeps for later what the server says may be kept, in this browser alone. SITE and VERSION stand
 * before this text: what to have from the start, and a fingerprint of it all.
 *
 * A page is always asked for first; the kept one is shown where there is no line. */

const FILES = `files-${VERSION}`;
const PAGES = "pages";
const MOST_PAGES = 12;
const MOST_FILES = 80;
const KEEP = "Landtrust-Keep";

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(FILES)
      .then((files) => files.addAll(SITE.keeps.map((address) => new Request(address, { credentials: "omit" }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== FILES && name !== PAGES).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, event));
  else if (address.searchParams.has("v")) event.respondWith(file(request, event));
});

async function page(request, event) {
  try {
    const response = await fetch(request);
    if (response.ok && response.headers.get(KEEP) === "page") event.waitUntil(keep(PAGES, MOST_PAGES, request, response.clone()));
    return response;
  } catch (problem) {
    return (await kept(request)) || (await withoutLine(request)) || Response.error();
  }
}

/* A kept page says so; its reader should not take it for today's. */
async function kept(request) {
  const found = await (await caches.open(PAGES)).match(request.url);
  if (!found) return undefined;
  const text = await found.text();
  const since = found.headers.get("Date") || "";
  const headers = new Headers(found.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  return new Response(text.replace("<html ", `<html data-kept="${since.replaceAll('"', "")}" `), { headers });
}

async function withoutLine(request) {
  const { pathname } = new URL(request.url);
  const pages = SITE.keeps.filter((address) => address.endsWith("/offline"));
  const inLanguage = pages.find((address) => address !== pages[0] && `${pathname}/`.startsWith(address.slice(0, -"offline".length)));
  return caches.match(inLanguage || pages[0], { cacheName: FILES });
}

/* What has a fingerprint in its address never changes. */
async function file(request, event) {
  const found = await caches.match(request);
  if (found) return found;
  const response = await fetch(request);
  if (response.ok && response.type === "basic") event.waitUntil(keep(FILES, MOST_FILES, request, response.clone()));
  return response;
}

/* What is there from the start, and a place that its reader asked us to keep. */
function staysUntilForgotten(url) {
  return new URL(url).searchParams.has("near") || SITE.keeps.some((address) => url.endsWith(address));
}

async function keep(name, most, request, response) {
  const cache = await caches.open(name);
  await cache.delete(request);
  await cache.put(request, response);
  const keys = (await cache.keys()).filter((one) => !staysUntilForgotten(one.url));
  await Promise.all(keys.slice(0, Math.max(keys.length - most, 0)).map((one) => cache.delete(one)));
}
