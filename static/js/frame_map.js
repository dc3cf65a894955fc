/* Draws the outlines of a frame into the Folium map of a notebook. Everything that it knows stands
 * as JSON in the page; whatever is said of an outline is shown as text and never as HTML. */

/* exported landtrustFrameMap */
function landtrustFrameMap(map, dataId) {
  "use strict";

  const data = JSON.parse(document.getElementById(dataId).textContent);
  const isDark = window.matchMedia("(prefers-color-scheme: dark)");
  const isWide = map.getContainer().clientWidth >= 600;
  const classes = new Map(data.classes.map((one) => [one.code, one]));

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  const onlyColour = { light: "#2c66b8", dark: "#7fcefa" };
  const colour = (code) => (classes.get(code) || onlyColour)[isDark.matches ? "dark" : "light"];

  function look(feature) {
    const line = isDark.matches ? "#101713" : "#ffffff";
    return { color: line, weight: 0.6, fillColor: colour(data.codes[feature.id]), fillOpacity: 0.92 };
  }

  function shown(value) {
    if (typeof value === "number") return value.toLocaleString("en-US", { maximumFractionDigits: 4, useGrouping: false });
    return String(value);
  }

  function facts(row) {
    const list = element("dl", undefined, "frame-facts");
    data.columns.forEach((name, at) => {
      if (row[at] !== null) list.append(element("dt", name), element("dd", shown(row[at])));
    });
    return list;
  }

  function classList() {
    const counts = new Map();
    for (const code of data.codes) counts.set(code, (counts.get(code) || 0) + 1);
    const list = element("ul");
    for (const one of data.classes) {
      const item = element("li");
      const swatch = element("span", undefined, "swatch");
      swatch.dataset.code = one.code;
      swatch.style.background = colour(one.code);
      item.append(swatch, element("span", one.label));
      item.append(element("span", (counts.get(one.code) || 0).toLocaleString("en-US"), "number"));
      list.append(item);
    }
    return list;
  }

  /* Folded where the map is narrow: it would cover what it explains. */
  function legend() {
    const box = element("details", undefined, "frame-legend");
    box.open = isWide;
    box.append(element("summary", data.heading));
    if (data.classes.length) box.append(classList());
    for (const note of data.notes) box.append(element("p", note));
    L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
    return box;
  }

  const features = data.outlines.map((geometry, id) => ({ type: "Feature", id, geometry, properties: {} }));
  const layer = L.geoJSON(features, { style: look, renderer: L.canvas({ padding: 0.3 }) });
  layer.bindPopup((part) => facts(data.rows[part.feature.id]), { maxWidth: 320 });
  layer.addTo(map);

  const box = legend();
  const corner = L.control({ position: "topright" });
  corner.onAdd = () => box;
  corner.addTo(map);

  isDark.addEventListener("change", () => {
    layer.setStyle(look);
    for (const one of box.querySelectorAll(".swatch")) one.style.background = colour(one.dataset.code);
  });

  map.attributionControl.setPrefix(false);
  map.getContainer().setAttribute("aria-label", data.title);
  map.getContainer().setAttribute("role", "region");
  const bounds = layer.getBounds();
  const beside = isWide ? box.offsetWidth + 16 : 0;
  if (bounds.isValid()) map.fitBounds(bounds, { paddingTopLeft: [16, 16], paddingBottomRight: [16 + beside, 16] });
}
