/* The map page: brings the address, the parcels, the legend, the filter and the panel together. */

import { readFacet, readFilter, readView, writeAddress } from "./map_address.js";
import { showLegend } from "./map_legend.js";
import { Panel } from "./map_panel.js";
import { Places } from "./map_places.js";
import { Hover } from "./map_hover.js";
import { FilterForm } from "./map_filter.js";
import * as style from "./map_style.js";
import { fetchJson, formatCount } from "./page_parts.js";

const configuration = landtrustConfiguration();
const map = map_landtrust;
const layer = parcel_layer_landtrust;
const facets = configuration.facets;
const byId = (id) => document.getElementById(id);

const form = new FilterForm(document.querySelector("form.filter"));
const SIDE_ROOM = 120;
let facet = readFacet(facets);
let filter = readFilter(form.names);
let matching = null;
let complete = true;
let fitting;
let asked = new AbortController();
let askedMatching = new AbortController();
let picking = new AbortController();
let selected = null;
const namedParcel = new URLSearchParams(window.location.search).get("parcel");

function say(text) {
  byId("map-status").textContent = text;
}

function label(facetCode, code) {
  const found = facets.find((one) => one.code === facetCode);
  const wanted = code === null || code === undefined ? "unknown" : code;
  const match = found.classes.find((one) => one.code === wanted);
  return match ? match.label : wanted;
}

const showsParcels = () => Math.round(map.getZoom()) >= configuration.parcels_from_zoom;

function look() {
  const ids = style.mustAsk(filter) ? matching || [] : null;
  return style.parcelLook(facet, style.fitsFilter(filter, configuration.regions, ids));
}

function paint() {
  if (layer) layer.repaint(look());
}

/* Which parcels in view fit what only the server can tell. Each ask ends the one before it, so
 * that no older answer overwrites a newer view. */
async function askMatching() {
  askedMatching.abort();
  askedMatching = new AbortController();
  const { signal } = askedMatching;
  complete = true;
  if (!style.mustAsk(filter) || !showsParcels()) return;
  const query = new URLSearchParams({ bbox: map.getBounds().pad(0.15).toBBoxString() });
  for (const [name, value] of filter) query.set(name, value);
  const answer = await fetchJson(`/map/matching.json?${query}`, signal);
  if (signal.aborted) return;
  matching = answer.ids;
  complete = answer.complete;
  paint();
}

function tellProblem(problem) {
  if (problem.name !== "AbortError") say(problem.message);
}

function tellView() {
  if (!layer) say("No parcels are loaded yet.");
  else if (!showsParcels()) say("Zoom in to see parcels; the numbers count each county's.");
  else if (!complete) say("Too many fit to mark them all: zoom in.");
  else if (fitting === undefined || !filter.size) say("");
  else say(`${formatCount(fitting)} ${fitting === 1 ? "parcel fits" : "parcels fit"} the filter.`);
}

/* After a change of filter or facet: colours, counts and the address follow. */
async function refresh() {
  asked.abort();
  asked = new AbortController();
  const { signal } = asked;
  writeAddress(map, filter, facet, facets);
  paint();
  fitting = undefined;
  const counted = showLegend(byId("map-legend"), facet, filter, signal).then((total) => {
    if (!signal.aborted) fitting = total;
  });
  // Each is told of by itself: a view that was moved on must not silence the count.
  const told = await Promise.allSettled([counted, askMatching()]);
  if (signal.aborted) return;
  tellView();
  for (const { reason } of told) if (reason) tellProblem(reason);
}

function outline(feature) {
  if (selected) selected.remove();
  selected = null;
  if (!feature) return;
  const drawn = (className) => L.geoJSON(feature, { interactive: false, style: { className } });
  selected = L.layerGroup([drawn("map-selected-halo"), drawn("map-selected-line")]).addTo(map);
}

const panel = new Panel(byId("map-panel"), label, () => {
  outline(null);
  map.getContainer().focus({ preventScroll: true });
});

/* Moves the map where the panel would hide the parcel that it is about. */
function keepInSight(place) {
  const stage = map.getContainer().getBoundingClientRect();
  const cover = byId("map-panel").getBoundingClientRect();
  const point = map.latLngToContainerPoint(place);
  const x = point.x + stage.left;
  const y = point.y + stage.top;
  if (x < cover.left - 20 || y < cover.top - 20 || y > cover.bottom + 20) return;
  const below = cover.width > stage.width * 0.7;
  map.panBy(below ? [0, y - (stage.top + cover.top) / 2] : [x - cover.left + SIDE_ROOM, 0]);
}

async function pick(place) {
  picking.abort();
  picking = new AbortController();
  const { signal } = picking;
  say("Looking up the parcel…");
  try {
    const at = `${place.lng.toFixed(7)},${place.lat.toFixed(7)}`;
    const { parcels } = await fetchJson(`/map/parcels-at.json?at=${at}`, signal);
    if (!parcels.length) {
      panel.close();
      say("There is no parcel at this point.");
      return;
    }
    outline(await panel.show(parcels, signal));
    keepInSight(place);
    say("");
  } catch (problem) {
    tellProblem(problem);
  }
}

function pickOrZoom(place) {
  if (!layer) return;
  if (showsParcels()) pick(place);
  else map.setView(place, configuration.parcels_from_zoom + 1);
}

function goHome() {
  const { tiles, bounds } = configuration;
  const [west, south, east, north] = bounds;
  const all = L.latLngBounds([south, west], [north, east]);
  const near = tiles && map.getBoundsZoom(all) < configuration.parcels_from_zoom;
  if (near) map.setView([tiles.densest[1], tiles.densest[0]], configuration.parcels_from_zoom + 1);
  else map.fitBounds(all, { animate: false });
}

function goTo(view) {
  if (view) map.setView(view.centre, view.zoom, { animate: false });
  else goHome();
}

function addWholeAreaButton() {
  const control = L.control({ position: "topright" });
  control.onAdd = () => {
    const bar = L.DomUtil.create("div", "leaflet-bar");
    const button = L.DomUtil.create("button", "map-whole-area", bar);
    button.type = "button";
    button.title = "Show everything";
    button.setAttribute("aria-label", "Show everything");
    L.DomEvent.disableClickPropagation(bar);
    button.addEventListener("click", () => {
      const [west, south, east, north] = configuration.bounds;
      map.fitBounds([[south, west], [north, east]]);
    });
    return bar;
  };
  control.addTo(map);
}

function addBaseMap() {
  if (!configuration.base_map) return;
  L.tileLayer(configuration.base_map.url, { maxZoom: 19, zIndex: 0 }).addTo(map);
}

function tellSources() {
  const titles = configuration.sources.map((source) => `${source.title}, ${source.day}`);
  const owed = configuration.base_map ? [configuration.base_map.attribution] : [];
  byId("map-sources").textContent = [...new Set([...titles, ...owed])].filter(Boolean).join(" · ");
}

/* A link can name a parcel: /?parcel=28049-... */
async function openNamedParcel() {
  if (!namedParcel) return;
  try {
    const feature = await panel.show([namedParcel]);
    const bounds = L.geoJSON(feature).getBounds();
    map.fitBounds(bounds, { maxZoom: 17, padding: [60, 60], animate: false });
    outline(feature);
    keepInSight(bounds.getCenter());
  } catch (problem) {
    say(problem.message);
  }
}

/* The browser's own :focus-visible shows a ring after a first click too, where focus is moved. */
function tellHandsApart() {
  const stage = map.getContainer().parentElement;
  window.addEventListener("keydown", () => stage.classList.add("by-keyboard"), true);
  window.addEventListener("pointerdown", () => stage.classList.remove("by-keyboard"), true);
}

function listen() {
  tellHandsApart();
  const container = map.getContainer();
  container.setAttribute("role", "application");
  container.setAttribute("aria-label", "Map of parcels");
  container.setAttribute("aria-describedby", "map-help");
  map.on("click", (event) => pickOrZoom(event.latlng));
  container.addEventListener("keydown", (event) => {
    if (event.target !== container) return;
    if (event.key === "Enter") pickOrZoom(map.getCenter());
    if (event.key === "Escape") panel.close();
  });
  map.on("moveend", () => {
    writeAddress(map, filter, facet, facets);
    if (style.mustAsk(filter)) askMatching().then(tellView, tellProblem);
    else if (!showsParcels()) tellView();
    else if (byId("map-status").textContent.startsWith("Zoom in")) tellView();
  });
  window.addEventListener("hashchange", () => goTo(readView()));
  style.isDark.addEventListener("change", () => refresh());
}

function chooseFacet() {
  const chooser = byId("map-facet");
  chooser.value = facet.code;
  chooser.addEventListener("change", () => {
    facet = facets.find((one) => one.code === chooser.value);
    refresh();
  });
}

function chooseRegions(places) {
  for (const box of document.querySelectorAll("[data-region]")) {
    const show = () => places.showRegion(box.dataset.region, box.checked);
    box.addEventListener("change", show);
    show();
  }
}

function toggleTools() {
  const button = byId("map-tools-toggle");
  const tools = byId("map-tools");
  const set = (open) => {
    button.setAttribute("aria-expanded", String(open));
    tools.classList.toggle("is-closed", !open);
    map.invalidateSize({ pan: false });
  };
  button.addEventListener("click", () => set(button.getAttribute("aria-expanded") !== "true"));
  set(!window.matchMedia("(max-width: 50rem)").matches);
}

/* Two frames after a change, the first of them has been drawn. */
const drawnFrame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

/* Draws the parcels; resolves when those in view are there. */
function drawParcels() {
  if (!layer) return null;
  layer.on("tileerror", (event) => say(`Some parcels could not be fetched. ${event.error.message}`));
  new Hover(map, layer, showsParcels);
  const all = new Promise((resolve) => layer.once("load", resolve));
  layer.repaint(look());
  layer.addTo(map);
  return layer.isLoading() ? all : null;
}

/* Says to whoever waits that all of the first picture is on the screen. */
async function tellFirstPicture(parts) {
  await Promise.all(parts);
  await drawnFrame();
  performance.mark("landtrust-first-picture");
  document.documentElement.dataset.map = "drawn";
  document.dispatchEvent(new CustomEvent("landtrust:drawn"));
}

function begin() {
  toggleTools();
  addBaseMap();
  addWholeAreaButton();
  tellSources();
  chooseFacet();
  goTo(readView());
  const parcelsDrawn = drawParcels();
  listen();
  const places = new Places(map, configuration.parcels_from_zoom);
  const placed = places
    .load((county, event) => {
      if (showsParcels()) return;
      L.DomEvent.stop(event);
      if (county.parcels) pickOrZoom(event.latlng);
      else say(`${county.name} County: no parcels are loaded.`);
    })
    .then(() => chooseRegions(places))
    .catch((problem) => say(problem.message));
  byId("map-clear").addEventListener("click", () => form.clear());
  form.onChange((changed, moved) => {
    filter = changed;
    matching = null;
    const bounds = moved ? places.bounds(filter) : null;
    if (bounds) map.fitBounds(bounds);
    refresh();
  });
  openNamedParcel();
  window.landtrustMap = { map, layer, panel, drawn: tellFirstPicture([placed, parcelsDrawn, refresh()]) };
}

begin();
