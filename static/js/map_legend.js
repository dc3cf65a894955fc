/* The legend: a table of the classes with their colours and how many parcels each has. */

import { classColour } from "./map_style.js";
import { element, fetchJson, formatCount } from "./page_parts.js";
import { here } from "./words.js";

function swatch(one) {
  const made = element("span", { class: "map-swatch", "aria-hidden": "true" });
  made.style.backgroundColor = classColour(one);
  return made;
}

function listAddress(filter) {
  const query = new URLSearchParams(filter).toString().replaceAll("%2C", ",");
  return here(query ? `/parcels?${query}` : "/parcels");
}

/* The address of the list of a class's parcels; classes of value have no such filter. */
function classAddress(facet, one, filter) {
  if (facet.code === "value_per_acre") return null;
  const query = new URLSearchParams(filter);
  query.set(facet.code, one.code);
  return listAddress(query);
}

function row(facet, one, count, filter) {
  const address = classAddress(facet, one, filter);
  const name = address ? element("a", { href: address }, one.label) : one.label;
  const counted = count === undefined ? "" : formatCount(count);
  const made = element(
    "tr",
    { "data-class": one.code },
    element("th", { scope: "row" }, swatch(one), name),
    element("td", {}, counted),
  );
  made.classList.toggle("is-empty", count === 0);
  return made;
}

function fill(table, facet, counts, filter) {
  table.caption.textContent = facet.label;
  const known = counts || {};
  const rows = facet.classes.map((one) => row(facet, one, known[one.code], filter));
  table.tBodies[0].replaceChildren(...rows);
  const total = Object.values(known).reduce((sum, count) => sum + count, 0);
  table.tFoot.rows[0].cells[1].textContent = counts ? formatCount(total) : "";
  return total;
}

/* Shows the classes at once, their counts when they have come; answers the total. The list that is
 * the map's equal is one link away. */
export async function showLegend(table, facet, filter, signal) {
  document.getElementById("map-list").href = listAddress(filter);
  fill(table, facet, null, filter);
  const query = new URLSearchParams({ by: facet.code, ...Object.fromEntries(filter) });
  const answer = await fetchJson(here(`/parcels/counts.json?${query}`), signal);
  const counts = Object.fromEntries(answer.classes.map((one) => [one.code, one.count]));
  return fill(table, facet, counts, filter);
}
