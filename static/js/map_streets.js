/* Streets, waters, railroads and names of the land, over its parcels. Names go in as text. */

import { element, fetchJson } from "./page_parts.js";

const FONT = "500 12px system-ui, sans-serif";
const STREET_ROOM = 12;
const NAME_ROOM = 14;
/* From which zoom each kind is named; nearer to the front, it is named before others. */
const KINDS = new Map([
  ["creek", { from: 14, line: true }],
  ["railroad", { from: 14, line: true }],
  ["park", { from: 14 }],
  ["cemetery", { from: 15 }],
  ["school", { from: 15 }],
  ["church", { from: 16 }],
  ["gov", { from: 16 }],
  ["mfr", { from: 16 }],
  ["utility", { from: 16 }],
  ["rail", { from: 16 }],
  ["street", { from: 15, line: true }],
]);

/* How many pixels below its line a name stands, where the line would strike it through. */
const BESIDE = new Map([["railroad", -12]]);

const canvas = document.createElement("canvas").getContext("2d");

function widthOf(text) {
  canvas.font = FONT;
  return canvas.measureText(text).width;
}

const SMALL_WORDS = new Set(["and", "of", "the", "at"]);
const INITIALS = new Set(["ame", "cme", "mb", "ms", "us"]);

/* Rolls shout; maps do not. */
function readable(name) {
  const word = (given, at) => {
    if (INITIALS.has(given)) return given.toUpperCase();
    return at && SMALL_WORDS.has(given) ? given : given.charAt(0).toUpperCase() + given.slice(1);
  };
  return name.toLowerCase().split(" ").map(word).join(" ");
}

/* Every line and point of a geometry, in latitude and longitude. */
function parts(geometry) {
  const places = (line) => line.map(([longitude, latitude]) => L.latLng(latitude, longitude));
  switch (geometry.type) {
    case "Point": return { points: places([geometry.coordinates]), lines: [] };
    case "LineString": return { points: [], lines: [places(geometry.coordinates)] };
    case "MultiLineString": return { points: [], lines: geometry.coordinates.map(places) };
    case "GeometryCollection": {
      const each = geometry.geometries.map(parts);
      return { points: each.flatMap((one) => one.points), lines: each.flatMap((one) => one.lines) };
    }
    default: return { points: [], lines: [] };
  }
}

/* The part of a line that is in sight, as points of the map's container. */
function inSight(map, line) {
  const bounds = L.bounds([0, 0], map.getSize());
  const found = [];
  const points = line.map((place) => map.latLngToContainerPoint(place));
  for (let at = 1; at < points.length; at++) {
    const piece = L.LineUtil.clipSegment(points[at - 1].clone(), points[at].clone(), bounds, false, true);
    if (!piece) continue;
    const last = found.at(-1);
    if (last && last.at(-1).distanceTo(piece[0]) < 1) last.push(piece[1]);
    else found.push([piece[0], piece[1]]);
  }
  return found;
}

function lengthOf(points) {
  return points.slice(1).reduce((sum, point, at) => sum + point.distanceTo(points[at]), 0);
}

/* The point that lies so many pixels along a line. */
function along(points, pixels) {
  let left = pixels;
  for (let at = 1; at < points.length; at++) {
    const length = points[at].distanceTo(points[at - 1]);
    if (left <= length) {
      const share = length ? left / length : 0;
      return points[at - 1].add(points[at].subtract(points[at - 1]).multiplyBy(share));
    }
    left -= length;
  }
  return points.at(-1);
}

/* Where a name fits on a line: its two ends, read from the left; null where the line is too short
 * or too bent. */
function seatOnLine(pieces, width) {
  const longest = pieces.toSorted((one, other) => lengthOf(other) - lengthOf(one))[0];
  if (!longest) return null;
  const length = lengthOf(longest);
  if (length < width + STREET_ROOM) return null;
  const [from, to] = [along(longest, (length - width) / 2), along(longest, (length + width) / 2)];
  if (from.distanceTo(to) < width * 0.93) return null;
  return from.x <= to.x ? [from, to] : [to, from];
}

function spotsBetween([from, to]) {
  const count = Math.max(2, Math.ceil(from.distanceTo(to) / 8));
  return Array.from({ length: count + 1 }, (_, at) => from.add(to.subtract(from).multiplyBy(at / count)));
}

export class Streets {
  constructor(map) {
    this.map = map;
    for (const [name, height] of [["streets", 350], ["street-names", 450]]) {
      const pane = map.createPane(name);
      pane.style.zIndex = height;
      pane.style.pointerEvents = "none";
    }
    this.named = [];
    this.names = L.layerGroup().addTo(map);
    map.on("moveend resize", () => this.placeNames());
  }

  async load(address) {
    const { features } = await fetchJson(address);
    for (const { properties, geometry } of features) {
      const kind = KINDS.get(properties.kind);
      if (!kind || !geometry) continue;
      const { points, lines } = parts(geometry);
      this.drawLines(properties.kind, lines);
      const text = properties.name ? readable(properties.name) : "";
      if (text) this.named.push({ kind: properties.kind, ...kind, text, width: widthOf(text), points, lines });
    }
    const order = [...KINDS.keys()];
    this.named.sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
    this.placeNames();
  }

  drawLines(kind, lines) {
    if (kind === "street" || !lines.length) return;
    const draw = (className) => L.polyline(lines, { className, pane: "streets", interactive: false }).addTo(this.map);
    if (kind === "creek") draw("map-creek-bank");
    draw(`map-${kind}`);
    if (kind === "railroad") draw("map-railroad-ties");
  }

  /* Names where they fit without touching each other. */
  placeNames() {
    this.names.clearLayers();
    const taken = [];
    for (const name of this.named) {
      if (this.map.getZoom() < name.from) continue;
      for (const seat of this.seats(name)) {
        const spots = spotsBetween(seat);
        if (spots.some((spot) => taken.some((other) => spot.distanceTo(other) < NAME_ROOM))) continue;
        taken.push(...spots);
        this.write(name, seat);
      }
    }
  }

  seats(name) {
    if (name.line) {
      const seat = seatOnLine(name.lines.flatMap((line) => inSight(this.map, line)), name.width);
      return seat ? [seat] : [];
    }
    const half = L.point(name.width / 2, 0);
    const middles = name.points.map((place) => this.map.latLngToContainerPoint(place));
    const stage = L.bounds([0, 0], this.map.getSize());
    return middles
      .map((middle) => [middle.subtract(half), middle.add(half)])
      .filter((ends) => ends.every((end) => stage.contains(end)));
  }

  write({ kind, text }, [from, to]) {
    const turn = Math.atan2(to.y - from.y, to.x - from.x);
    const content = element("span", { class: `map-name map-name-${kind}` }, text);
    content.style.transform = `translate(-50%, -50%) rotate(${turn.toFixed(3)}rad) translateY(${BESIDE.get(kind) || 0}px)`;
    const icon = L.divIcon({ html: content, className: "map-label", iconSize: [0, 0] });
    const place = this.map.containerPointToLatLng(from.add(to).divideBy(2));
    L.marker(place, { icon, pane: "street-names", interactive: false, keyboard: false }).addTo(this.names);
  }
}
