/* The panel of one parcel, made of text alone. Whoever knows more of a parcel hears "filled", and
 * adds it to what stands at [data-panel-more]. */

import { element, fetchJson, formatDollars } from "./page_parts.js";
import { counted, here, locale, word } from "./words.js";

const VACANT = { true: word("Yes"), false: word("No") };
const hundredths = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const parcelAddress = (id) => here(`/parcels/${encodeURIComponent(id)}`);

function facts(properties, words, label) {
  const acres =
    properties.acres === null ? null : word("%(number)s acres", { number: hundredths.format(properties.acres) });
  const money = (amount) => (amount === null || amount === undefined ? null : formatDollars(amount));
  return [
    [word("Parcel number"), properties.parcel_number],
    [word("County"), properties.county],
    ...(properties.owner_name ? [[word("Owner"), words.owner]] : []),
    [word("Kind of owner"), label("owner_kind", properties.owner_kind)],
    [word("Land use"), label("land_use", properties.land_use)],
    [word("Vacant"), VACANT[String(properties.vacant)] || null],
    [word("Area"), acres],
    [word("Value of the land"), money(properties.land_value)],
    [word("Value of buildings"), money(properties.improvement_value)],
    [word("Total value"), money(properties.total_value)],
    [word("Roll year"), properties.roll_year],
  ];
}

function factList(properties, words, label) {
  const rows = facts(properties, words, label).map(([name, value]) => {
    const known = value !== null && value !== undefined && value !== "";
    const shown = known ? String(value) : word("not known");
    return element("div", {}, element("dt", {}, name), element("dd", known ? {} : { class: "is-unknown" }, shown));
  });
  return element("dl", { class: "map-facts" }, ...rows);
}

export class Panel {
  constructor(panel, label, onClose) {
    this.panel = panel;
    this.title = panel.querySelector("[data-panel-title]");
    this.body = panel.querySelector("[data-panel-body]");
    this.label = label;
    this.onClose = onClose;
    panel.querySelector("[data-panel-close]").addEventListener("click", () => this.close());
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  get isOpen() {
    return !this.panel.hidden;
  }

  /* Shows the first of the parcels at a point, and offers the others. */
  async show(publicIds, signal) {
    const [first] = publicIds;
    const feature = await fetchJson(`${parcelAddress(first)}.geojson`, signal);
    this.fill(feature, publicIds);
    this.panel.hidden = false;
    this.panel.focus({ preventScroll: true });
    return feature;
  }

  /* The words are the server's own, so that the panel and the parcel's page say the same. */
  fill({ properties, words }, publicIds) {
    this.title.textContent = words.title;
    const address = parcelAddress(properties.parcel_id);
    this.body.replaceChildren(
      ...(words.place ? [element("p", { class: "map-panel-place" }, words.place)] : []),
      element("p", {}, words.says),
      element("p", {}, element("a", { class: "map-panel-link", href: address }, word("All about this parcel"))),
      element("div", { "data-panel-more": "" }),
      factList(properties, words, this.label),
      ...this.others(publicIds),
    );
    this.panel.dataset.parcel = properties.parcel_id;
    this.body.scrollTop = 0;
    this.panel.dispatchEvent(new CustomEvent("filled"));
  }

  others(publicIds) {
    const rest = publicIds.slice(1);
    if (!rest.length) return [];
    const links = rest.map((id) =>
      element("li", {}, element("a", { href: parcelAddress(id) }, id)),
    );
    const told = counted("Another parcel lies here too", "%(num)s other parcels lie here too", rest.length);
    return [element("h3", {}, told), element("ul", {}, ...links)];
  }

  close() {
    if (!this.isOpen) return;
    this.panel.hidden = true;
    delete this.panel.dataset.parcel;
    this.onClose();
  }
}
