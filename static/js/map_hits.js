/* What fits the filter: which parcels in view, how many in all, and how the reader is told. */

import * as style from "./map_style.js";
import { fetchJson, formatCount } from "./page_parts.js";
import { counted, here, word } from "./words.js";

export class Hits {
  constructor(map, layer, configuration) {
    this.map = map;
    this.layer = layer;
    this.configuration = configuration;
    this.asked = new AbortController();
    this.begin(new URLSearchParams());
  }

  /* Another filter: what was known of the former one is forgotten. */
  begin(filter) {
    this.filter = filter;
    this.ids = null;
    this.complete = true;
    this.total = undefined;
  }

  /* A test of a feature of the tiles. */
  get fits() {
    const ids = style.mustAsk(this.filter) ? this.ids || [] : null;
    return style.fitsFilter(this.filter, this.configuration.regions, ids);
  }

  get query() {
    return new URLSearchParams(this.filter);
  }

  /* Which parcels in view fit what only the server can tell. Each ask ends the one before it, so
   * that no older answer overwrites a newer view. */
  async ask() {
    this.asked.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    this.complete = true;
    const query = this.query;
    if (!query.has("bbox")) query.set("bbox", this.map.getBounds().pad(0.15).toBBoxString());
    const answer = await fetchJson(here(`/map/matching.json?${query}`), signal);
    if (signal.aborted) return false;
    this.ids = answer.ids;
    this.complete = answer.complete;
    return true;
  }

  get inView() {
    return this.layer.countInView(this.fits);
  }

  /* One sentence, and whether there is more to show elsewhere. */
  tell(showsParcels) {
    const { total } = this;
    if (!total) return { text: word("No parcel fits the filter."), more: false };
    if (!showsParcels) return { text: this.tellFromAfar(), more: true };
    if (!this.complete) return { text: word("Too many fit to mark them all: zoom in."), more: false };
    const { inView } = this;
    return inView >= total ? { text: this.tellAll(), more: false } : { text: this.tellSome(inView), more: true };
  }

  tellFromAfar() {
    return counted(
      "%(num)s parcel fits the filter. Zoom in to see where.",
      "%(num)s parcels fit the filter. Zoom in to see where.",
      this.total,
    );
  }

  tellAll() {
    return counted(
      "%(num)s parcel fits the filter, and it is in view.",
      "%(num)s parcels fit the filter, all in view.",
      this.total,
    );
  }

  tellSome(inView) {
    return counted(
      "%(num)s parcel fits the filter, %(shown)s in view.",
      "%(num)s parcels fit the filter, %(shown)s in view.",
      this.total,
      { shown: inView ? formatCount(inView) : word("none") },
    );
  }

  /* Moves the map to all that fit. */
  async show() {
    const { bounds } = await fetchJson(here(`/map/bounds.json?${this.query}`));
    if (!bounds) return;
    const [west, south, east, north] = bounds;
    this.map.fitBounds([[south, west], [north, east]], { maxZoom: 17, padding: [30, 30] });
  }
}
