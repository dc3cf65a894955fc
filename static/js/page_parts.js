/* Small pieces of page. Text goes in as text, never as HTML: what rolls say is hostile until
 * shown otherwise. */

import { locale, word } from "./words.js";

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.map((child) => (child instanceof Node ? child : String(child))));
  return made;
}

const wholeNumber = new Intl.NumberFormat(locale);
const dollars = new Intl.NumberFormat(locale, {
  style: "currency",
  currency: "USD",
  maximumFractionDigits: 0,
});

const longDay = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });

export const formatCount = (count) => wholeNumber.format(count);
export const formatDollars = (amount) => dollars.format(amount);

/* A day that came as YYYY-MM-DD, in the words of the pages. */
export const formatDay = (day) => longDay.format(new Date(`${day}T00:00:00Z`));

export async function fetchJson(address, signal) {
  const response = await fetch(address, { signal, headers: { Accept: "application/json" } });
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => ({}));
  throw new Error(problem.detail || word("The server could not answer."));
}

/* Leaflet names its buttons in English. */
export function nameZoomButtons(container) {
  for (const [way, name] of [["in", word("Zoom in")], ["out", word("Zoom out")]]) {
    const button = container.querySelector(`.leaflet-control-zoom-${way}`);
    button.title = name;
    button.setAttribute("aria-label", name);
  }
}
