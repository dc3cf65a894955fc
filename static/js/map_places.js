/* Counties and regions: their outlines and names, and how many parcels a county has. */

import { element, fetchJson, formatCount } from "./page_parts.js";
import { here } from "./words.js";

const NAMES_FROM_ZOOM = 8.5;

function countyLabel(properties) {
  const parts = [element("span", { class: "map-county-name" }, properties.name)];
  if (properties.parcels) {
    parts.push(element("span", { class: "map-county-count" }, formatCount(properties.parcels)));
  }
  return element("div", { class: properties.parcels ? "map-county has-parcels" : "map-county" }, ...parts);
}

function labelMarker([longitude, latitude], content) {
  const icon = L.divIcon({ html: content, className: "map-label", iconSize: [0, 0] });
  return L.marker([latitude, longitude], { icon, interactive: false, keyboard: false });
}

function middleOfBoth(one, other) {
  const [west, east] = [Math.max(one.getWest(), other.getWest()), Math.min(one.getEast(), other.getEast())];
  const [south, north] = [Math.max(one.getSouth(), other.getSouth()), Math.min(one.getNorth(), other.getNorth())];
  return L.latLng((south + north) / 2, (west + east) / 2);
}

export class Places {
  constructor(map, parcelsFromZoom) {
    this.map = map;
    this.parcelsFromZoom = parcelsFromZoom;
    this.counties = new Map();
    this.regions = new Map();
    this.labels = L.layerGroup();
    this.kept = [];
    this.regionLines = L.layerGroup().addTo(map);
  }

  async load(onCounty) {
    const places = await fetchJson(here("/map/places.geojson"));
    const of = (what) => places.features.filter((feature) => feature.properties.what === what);
    this.drawCounties(of("county"), onCounty);
    of("region").forEach((feature, index) => this.drawRegion(feature, index));
    this.map.on("zoomend", () => this.fitToZoom());
    this.map.on("moveend", () => this.keepInSight());
    this.fitToZoom();
    this.keepInSight();
  }

  drawCounties(features, onCounty) {
    const style = (feature) => ({
      className: feature.properties.parcels ? "map-county-line has-parcels" : "map-county-line",
    });
    this.countyLines = L.geoJSON(features, {
      style,
      onEachFeature: (feature, layer) => {
        this.counties.set(feature.properties.fips, layer);
        layer.on("click", (event) => onCounty(feature.properties, event));
      },
    }).addTo(this.map);
    for (const { properties } of features) {
      const label = labelMarker(properties.label, countyLabel(properties)).addTo(this.labels);
      if (properties.parcels) this.kept.push({ label, own: label.getLatLng(), fips: properties.fips });
    }
  }

  drawRegion(feature, index) {
    const layer = L.geoJSON(feature, {
      interactive: false,
      style: { className: `map-region-line map-region-${index % 4}` },
    });
    const name = element("div", { class: `map-region-name map-region-${index % 4}` }, feature.properties.name);
    const drawn = L.layerGroup([layer, labelMarker(feature.properties.label, name)]);
    this.regions.set(feature.properties.key, { drawn, bounds: layer.getBounds() });
  }

  showRegion(key, shown) {
    const { drawn } = this.regions.get(key);
    if (shown) drawn.addTo(this.regionLines);
    else this.regionLines.removeLayer(drawn);
  }

  /* Zoomed in, parcels speak for themselves and only lines stay. */
  fitToZoom() {
    const zoom = this.map.getZoom();
    const near = Math.round(zoom) >= this.parcelsFromZoom;
    const holder = this.map.getContainer();
    holder.classList.toggle("shows-parcels", near);
    holder.classList.toggle("shows-far", zoom < NAMES_FROM_ZOOM);
    if (near) this.labels.remove();
    else this.labels.addTo(this.map);
  }

  /* A county larger than the view keeps its name and number in it. */
  keepInSight() {
    const view = this.map.getBounds().pad(-0.1);
    for (const { label, own, fips } of this.kept) {
      const land = this.counties.get(fips).getBounds();
      const hidden = !view.contains(own) && land.intersects(view);
      label.setLatLng(hidden ? middleOfBoth(view, land) : own);
    }
  }

  bounds(filter) {
    const fips = (filter.get("county") || "").split(",").filter((code) => this.counties.has(code));
    if (fips.length) {
      return fips.reduce((all, code) => all.extend(this.counties.get(code).getBounds()), L.latLngBounds([]));
    }
    const region = this.regions.get(filter.get("region"));
    return region ? region.bounds : null;
  }
}
