/* The small map on a parcel's page: the parcel among its neighbors, to look around in.
 * The page's drawing shows the same without scripts. A button puts the map in its place; only then
 * are the map's libraries fetched. */

import * as style from "./map_style.js";
import { element, fetchJson, nameZoomButtons } from "./page_parts.js";
import { here, word } from "./words.js";

function loaded(node) {
  return new Promise((resolve, reject) => {
    node.addEventListener("load", resolve, { once: true });
    node.addEventListener("error", () => reject(new Error(word("A script of the map is missing."))), { once: true });
    document.head.append(node);
  });
}

/* The page names the map's scripts and styles, by addresses that change with the files. */
async function loadLibraries({ scripts, styles }) {
  const sheets = styles.split(" ").map((href) => loaded(element("link", { rel: "stylesheet", href })));
  for (const src of scripts.split(" ")) await loaded(element("script", { src }));
  await Promise.all(sheets);
}

function bounds(data) {
  const [west, south, east, north] = [data.west, data.south, data.east, data.north].map(Number);
  return L.latLngBounds([south, west], [north, east]);
}

async function draw(holder) {
  const [configuration, feature] = await Promise.all([
    fetchJson(here("/map/config.json")),
    fetchJson(here(`/parcels/${encodeURIComponent(holder.dataset.parcelId)}.geojson`)),
    loadLibraries(holder.dataset),
  ]);
  if (!configuration.tiles) return;
  const stage = element("div", { class: "parcel-map-stage", role: "application", "aria-label": word("Map around the parcel") });
  holder.replaceChildren(stage);
  const map = L.map(stage, { attributionControl: false, fadeAnimation: false, scrollWheelZoom: false, maxZoom: 19, minZoom: 13 });
  map.fitBounds(bounds(holder.dataset), { maxZoom: 18, padding: [70, 70], animate: false });
  nameZoomButtons(stage);
  L.control.scale().addTo(map);
  const [facet] = configuration.facets;
  const layer = new ParcelTiles(configuration.tiles, style.parcelLook(facet, () => true));
  layer.once("load", () => {
    holder.dataset.map = "drawn";
  });
  layer.addTo(map);
  L.geoJSON(feature, { interactive: false, style: { className: "parcel-map-own" } }).addTo(map);
}

function begin(holder) {
  const button = document.querySelector("[data-open-map]");
  // A page that this device kept has no map to open: its tiles are not kept.
  if (!button || document.documentElement.dataset.kept) return;
  const words = button.textContent;
  const opened = () => {
    const stage = holder.querySelector(".leaflet-container");
    button.hidden = Boolean(stage);
    stage?.focus();
    return stage;
  };
  const failed = () => {
    holder.replaceChildren();
    button.textContent = word("The map cannot be opened just now");
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    if (button.textContent !== words) return;
    button.textContent = word("Opening the map …");
    // The drawing stays for print, and for where the map cannot be drawn.
    draw(holder).then(() => opened() || failed(), failed);
  });
}

document.querySelectorAll(".parcel-map[data-parcel-id]").forEach(begin);
