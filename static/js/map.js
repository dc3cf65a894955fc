/* The map page: brings the address, the parcels, the legend, the filter and the panel together. */

import { readFacet, readFilter, readParcel, readTimes, readView, writeAddress } from "./map_address.js";
import { FilterForm } from "./map_filter.js";
import { Hits } from "./map_hits.js";
import { Hover } from "./map_hover.js";
import { showLegend } from "./map_legend.js";
import { Picks } from "./map_picks.js";
import { Places } from "./map_places.js";
import * as style from "./map_style.js";
import { fetchJson, formatDay, nameZoomButtons } from "./page_parts.js";
import { here, word } from "./words.js";

const configuration = landtrustConfiguration();
const map = map_landtrust;
const layer = parcel_layer_landtrust;
const facets = configuration.facets;
const byId = (id) => document.getElementById(id);
const isTouched = window.matchMedia("(pointer: coarse)").matches;

const form = new FilterForm(document.querySelector("form.filter"));
const hits = new Hits(map, layer, configuration);
const named = readParcel();
const times = readTimes();
let facet = readFacet(facets);
let asked = new AbortController();
let home = null;

function say(text, more = false) {
  byId("map-status").textContent = text;
  byId("map-show-hits").hidden = !more;
}

function label(facetCode, code) {
  const found = facets.find((one) => one.code === facetCode);
  const wanted = code === null || code === undefined ? "unknown" : code;
  const match = found.classes.find((one) => one.code === wanted);
  return match ? match.label : wanted;
}

const showsParcels = () => Math.round(map.getZoom()) >= configuration.parcels_from_zoom;

function noteAddress() {
  const colour = facet === facets[0] ? null : facet.code;
  writeAddress(map, hits.filter, colour, picks.parcel || (picks.opened ? null : named), times);
}

const picks = new Picks(map, layer, { say, label, onChange: noteAddress });

function paint() {
  if (layer) layer.repaint(style.parcelLook(facet, hits.fits));
}

async function askMatching() {
  if (!style.mustAsk(hits.filter) || !showsParcels()) return;
  if (await hits.ask()) paint();
}

function tellProblem(problem) {
  if (problem.name !== "AbortError") say(problem.message);
}

function tellView() {
  if (!layer) say(word("No parcels are loaded yet."));
  else if (hits.filter.size && hits.total !== undefined) {
    const { text, more } = hits.tell(showsParcels());
    say(text, more);
  } else if (!showsParcels()) say(word("Zoom in to see parcels; the numbers count each county's."));
  else say(isTouched && !picks.parcel ? word("Tap a parcel to see what it is.") : "");
}

/* After a change of filter or facet: colours, counts and the address follow. */
async function refresh() {
  asked.abort();
  asked = new AbortController();
  const { signal } = asked;
  noteAddress();
  paint();
  const counted = showLegend(byId("map-legend"), facet, hits.filter, signal).then((total) => {
    if (!signal.aborted) hits.total = total;
  });
  // Each is told of by itself: a view that was moved on must not silence the count.
  const told = await Promise.allSettled([counted, askMatching()]);
  if (signal.aborted) return;
  tellView();
  for (const { reason } of told) if (reason) tellProblem(reason);
}

function pickOrZoom(place) {
  if (!layer) return;
  if (showsParcels()) picks.pick(place);
  else map.setView(place, configuration.parcels_from_zoom + 1);
}

const HOME_PIXELS = 40;

/* Whether the reader has not yet moved the map from where it opened. */
function isAtHome() {
  if (!home || home.zoom !== map.getZoom()) return false;
  return map.project(home.centre).distanceTo(map.project(map.getCenter())) < HOME_PIXELS;
}

/* All that is loaded; of more than a town, the place with the most parcels. On a tall screen a
 * wide town is not made small to fit: it fills the screen, and its sides are a drag away. */
function goHome() {
  const { tiles, bounds } = configuration;
  const [west, south, east, north] = bounds;
  const all = L.latLngBounds([south, west], [north, east]);
  const size = map.getSize();
  const zoom = map.getBoundsZoom(all, size.y > size.x * 1.2);
  if (tiles && map.getBoundsZoom(all) < configuration.parcels_from_zoom) {
    map.setView([tiles.densest[1], tiles.densest[0]], configuration.parcels_from_zoom + 1);
  } else map.setView(all.getCenter(), zoom, { animate: false });
  home = { zoom: map.getZoom(), centre: map.getCenter() };
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
    button.textContent = word("All");
    button.title = word("Show everything that is loaded");
    button.setAttribute("aria-label", word("All: show everything that is loaded"));
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
  const titles = configuration.sources.map(({ title, day }) =>
    word("%(title)s, %(day)s", { title, day: formatDay(day) }),
  );
  const owed = configuration.base_map ? [configuration.base_map.attribution] : [];
  byId("map-sources").textContent = [...new Set([...titles, ...owed])].filter(Boolean).join(" · ");
}

/* The browser's own :focus-visible shows a ring after a first click too, where focus is moved. */
function tellHandsApart() {
  const stage = map.getContainer().parentElement;
  window.addEventListener("keydown", () => stage.classList.add("by-keyboard"), true);
  window.addEventListener("pointerdown", () => stage.classList.remove("by-keyboard"), true);
}

function afterMove() {
  if (!showsParcels()) picks.close();
  noteAddress();
  if (style.mustAsk(hits.filter)) askMatching().then(tellView, tellProblem);
  else tellView();
}

function listen() {
  tellHandsApart();
  const container = map.getContainer();
  nameZoomButtons(container);
  container.setAttribute("role", "application");
  container.setAttribute("aria-label", word("Map of parcels"));
  container.setAttribute("aria-describedby", "map-help");
  // What is drawn is told by the list; a reader of screens would find shapes without names.
  map.getPane("mapPane").setAttribute("aria-hidden", "true");
  map.on("click", (event) => pickOrZoom(event.latlng));
  container.addEventListener("keydown", (event) => {
    if (event.target !== container) return;
    if (event.key === "Enter") pickOrZoom(map.getCenter());
    if (event.key === "Escape") picks.close();
  });
  map.on("moveend", afterMove);
  window.addEventListener("hashchange", () => goTo(readView()));
  style.isDark.addEventListener("change", () => refresh());
  byId("map-show-hits").addEventListener("click", () => hits.show().catch(tellProblem));
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

/* On paper the map is as large as on the screen, made smaller as a whole. */
function sizeForPaper() {
  const { x, y } = map.getSize();
  const { style: sizes } = map.getContainer().parentElement;
  sizes.setProperty("--stage-width", `${x}px`);
  sizes.setProperty("--stage-height", `${y}px`);
  sizes.setProperty("--paper-scale", Math.min(1, 680 / x));
}

function toggleTools() {
  const button = byId("map-tools-toggle");
  const tools = byId("map-tools");
  const set = (open) => {
    const atHome = isAtHome();
    button.setAttribute("aria-expanded", String(open));
    tools.classList.toggle("is-closed", !open);
    map.invalidateSize({ animate: false });
    if (atHome) goHome();
  };
  button.addEventListener("click", () => set(button.getAttribute("aria-expanded") !== "true"));
  map.on("resize", sizeForPaper);
  set(!window.matchMedia("(max-width: 50rem)").matches);
  sizeForPaper();
}

/* Two frames after a change, the first of them has been drawn. */
const drawnFrame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

function tellLostTile({ status }) {
  if (!status) say(word("Some parcels could not be fetched."));
  else say(word("Some parcels could not be fetched: the server answered %(status)s.", { status }));
}

/* Draws the parcels; resolves when those in view are there. */
function drawParcels() {
  if (!layer) return null;
  layer.on("tileerror", ({ error }) => tellLostTile(error));
  new Hover(map, layer, showsParcels);
  const all = new Promise((resolve) => layer.once("load", resolve));
  paint();
  layer.addTo(map);
  layer.on("load", () => {
    if (hits.filter.size) tellView();
  });
  return layer.isLoading() ? all : null;
}

/* Streets and names of the land come after its parcels: they are not waited for. */
async function drawStreets() {
  if (!configuration.streets.length) return;
  const { Streets } = await import("./map_streets.js");
  const streets = new Streets(map);
  await Promise.all(configuration.streets.map((address) => streets.load(address)));
  document.documentElement.dataset.streets = "drawn";
}

/* What is held in common comes later too, and its control only where there is any. */
async function drawHeld() {
  const query = times.recorded_as_of ? `?${new URLSearchParams({ recorded_as_of: times.recorded_as_of })}` : "";
  const known = await fetchJson(here(`/map/holdings.json${query}`));
  if (!known.days.length) return;
  const [{ HeldLand }, { TimeControl }] = await Promise.all([import("./map_held.js"), import("./map_time.js")]);
  const held = new HeldLand(map, layer, known);
  const control = new TimeControl(byId("map-time"), known, (stop, isMoving) => {
    held.show(stop);
    times.as_of = stop.day === known.today ? null : stop.day;
    if (!isMoving) noteAddress();
  });
  control.begin(times.as_of);
  window.landtrustMap.held = held;
  document.documentElement.dataset.held = "drawn";
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
  hits.begin(readFilter(form.names));
  toggleTools();
  addBaseMap();
  addWholeAreaButton();
  tellSources();
  chooseFacet();
  const view = readView();
  goTo(view);
  const parcelsDrawn = drawParcels();
  listen();
  const places = new Places(map, configuration.parcels_from_zoom);
  const placed = places
    .load((county, event) => {
      if (showsParcels()) return;
      L.DomEvent.stop(event);
      if (county.parcels) pickOrZoom(event.latlng);
      else say(word("%(name)s County: no parcels are loaded.", { name: county.name }));
    })
    .then(() => chooseRegions(places))
    .catch((problem) => say(problem.message));
  byId("map-clear").addEventListener("click", () => form.clear());
  form.onChange((filter, moved) => {
    hits.begin(filter);
    const bounds = moved ? places.bounds(filter) : null;
    if (bounds) map.fitBounds(bounds);
    refresh();
  });
  const refreshed = refresh();
  if (named) refreshed.then(() => picks.open(named, view));
  const drawn = tellFirstPicture([placed, parcelsDrawn, refreshed]);
  drawn.then(drawStreets).catch(tellProblem);
  drawn.then(drawHeld).catch(tellProblem);
  window.landtrustMap = { map, layer, picks, drawn };
}

begin();
