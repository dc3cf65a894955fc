/* The small map on a parcel's page: the parcel among its neighbors, to look around in.
 * The page's drawing shows the same without scripts. A button puts the map in its place; only then
 * are the map's libraries fetched. */

import * as style from "./map_style.js";
import { element, fetchJson } from "./page_parts.js";

const VENDOR = "/static/vendor/";
const OWN_STYLE = "/static/css/parcel_map.css";
const STYLES = ["leaflet/leaflet.css", "maplibre-gl/maplibre-gl.css"];
const SCRIPTS = [
  "leaflet/leaflet.js",
  "maplibre-gl/maplibre-gl-csp.js",
  "maplibre-gl-leaflet/leaflet-maplibre-gl.js",
];

function loaded(node) {
  return new Promise((resolve, reject) => {
    node.addEventListener("load", resolve, { once: true });
    node.addEventListener("error", () => reject(new Error("A script of the map is missing.")), { once: true });
    document.head.append(node);
  });
}

async function loadLibraries() {
  const addresses = [...STYLES.map((name) => VENDOR + name), OWN_STYLE];
  const styles = addresses.map((href) => loaded(element("link", { rel: "stylesheet", href })));
  for (const name of SCRIPTS) await loaded(element("script", { src: VENDOR + name }));
  await Promise.all(styles);
}

function bounds(data) {
  const [west, south, east, north] = [data.west, data.south, data.east, data.north].map(Number);
  return L.latLngBounds([south, west], [north, east]);
}

async function draw(holder) {
  const [configuration, feature] = await Promise.all([
    fetchJson("/map/config.json"),
    fetchJson(`/parcels/${encodeURIComponent(holder.dataset.parcelId)}.geojson`),
    loadLibraries(),
  ]);
  if (!configuration.tiles) return;
  const stage = element("div", { class: "parcel-map-stage", "aria-label": "Map around the parcel" });
  holder.replaceChildren(stage);
  const map = L.map(stage, { attributionControl: false, scrollWheelZoom: false, maxZoom: 19, minZoom: 13 });
  map.fitBounds(bounds(holder.dataset), { maxZoom: 18, padding: [70, 70], animate: false });
  L.control.scale().addTo(map);
  maplibregl.setWorkerUrl(configuration.worker);
  const { url, min_zoom: minzoom, max_zoom: maxzoom } = configuration.tiles;
  const parcels = { type: "vector", tiles: [window.location.origin + url], minzoom, maxzoom };
  const layer = L.maplibreGL({
    style: { version: 8, sources: { parcels }, layers: [] },
    interactive: false,
    fadeDuration: 0,
  }).addTo(map);
  const gl = layer.getMaplibreMap();
  gl.once("style.load", () => style.addParcelLayers(gl, configuration.facets[0], ["all"]));
  gl.once("idle", () => {
    holder.dataset.map = "drawn";
  });
  L.geoJSON(feature, { interactive: false, style: { className: "parcel-map-own" } }).addTo(map);
}

function begin(holder) {
  const button = document.querySelector("[data-open-map]");
  if (!button || !document.createElement("canvas").getContext("webgl2")) return;
  const words = button.textContent;
  const opened = () => {
    const stage = holder.querySelector(".leaflet-container");
    button.hidden = Boolean(stage);
    stage?.focus();
    return stage;
  };
  const failed = () => {
    holder.replaceChildren();
    button.textContent = "The map cannot be opened just now";
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    if (button.textContent !== words) return;
    button.textContent = "Opening the map …";
    // The drawing stays for print, and for where the map cannot be drawn.
    draw(holder).then(() => opened() || failed(), failed);
  });
}

document.querySelectorAll(".parcel-map[data-parcel-id]").forEach(begin);
