/* Lets this browser keep pages for when there is no line, says when a page is a kept one, and lists
 * what is kept. Nothing is sent anywhere. */

import { element } from "./page_parts.js";
import { locale, word } from "./words.js";

const PAGES = "pages";
const { dataset } = document.documentElement;
const moment = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" });
const inWords = (date) => (Number.isNaN(Date.parse(date)) ? "" : moment.format(new Date(date)));

function tellThatKept() {
  const note = element(
    "p",
    { class: "kept-note", role: "status" },
    word("You are offline. This page was kept on this device on %(day)s.", { day: inWords(dataset.kept) }),
  );
  document.getElementById("main").before(note);
}

function titleOf(text) {
  const read = new DOMParser().parseFromString(text, "text/html");
  return (read.querySelector("h1") || read.querySelector("title")).textContent.trim();
}

async function listKept(list) {
  const pages = await caches.open(PAGES);
  const addresses = (await pages.keys()).reverse();
  const lines = await Promise.all(
    addresses.map(async (one) => {
      const found = await pages.match(one);
      const address = new URL(one.url);
      const day = word("kept on %(day)s", { day: inWords(found.headers.get("Date")) });
      const link = element("a", { href: address.pathname + address.search }, titleOf(await found.text()));
      return element("li", {}, link, element("span", { class: "second" }, day));
    }),
  );
  list.replaceChildren(...lines);
  list.hidden = !lines.length;
  document.getElementById("kept-none").hidden = lines.length > 0;
  document.getElementById("kept-forget").hidden = !lines.length;
}

function offerToForget(button, list) {
  button.addEventListener("click", async () => {
    await caches.delete(PAGES);
    await listKept(list);
  });
}

/* As anybody would be sent it, so that nothing is kept of who is signed in by now. */
async function keepThisPage() {
  const [address] = window.location.href.split("#");
  const response = await fetch(address, { headers: { Accept: "text/html" }, credentials: "omit" });
  if (!response.ok) throw new Error(String(response.status));
  await (await caches.open(PAGES)).put(address, response);
}

/* The place that a phone found for itself is kept only when its reader asks for it. */
function offerToKeep(offer) {
  const says = offer.querySelector("[role=status]");
  offer.hidden = false;
  offer.querySelector("button").addEventListener("click", async () => {
    const kept = await keepThisPage().then(() => true, () => false);
    says.textContent = kept ? word("Kept on this device.") : word("It could not be kept just now.");
  });
}

async function begin() {
  if (dataset.kept) tellThatKept();
  const list = document.getElementById("kept-pages");
  if (!("caches" in window)) return;
  if (list) {
    offerToForget(document.getElementById("kept-forget"), list);
    await listKept(list);
  }
  if (!("serviceWorker" in navigator)) return;
  const { worker } = document.querySelector("script[data-worker]").dataset;
  await navigator.serviceWorker.register(worker, { scope: new URL("./", new URL(worker, window.location)).pathname });
  if (!dataset.kept) document.querySelectorAll("[data-keep-area]").forEach(offerToKeep);
}

begin().catch(() => {});
