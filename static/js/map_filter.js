/* The filter form. Without scripts it leads to the list; with them, it filters the map. */

export class FilterForm {
  constructor(form) {
    this.form = form;
    this.names = [...new Set([...form.elements].map((field) => field.name).filter(Boolean))];
    this.names.push("bbox", "near", "radius_m");
  }

  fields(name) {
    return [...this.form.elements].filter((field) => field.name === name);
  }

  fill(filter) {
    for (const field of this.form.elements) {
      if (!field.name) continue;
      const value = filter.get(field.name) || "";
      if (field.type === "checkbox") field.checked = value.split(",").includes(field.value);
      else if (field.type === "radio") field.checked = value === field.value;
      else if (field.type !== "submit") field.value = value;
    }
  }

  clear() {
    this.fill(new URLSearchParams());
    for (const hidden of this.form.querySelectorAll("[type=hidden]")) hidden.remove();
    this.form.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
  }

  /* What the form says now; several ticks of one name are joined by commas. */
  read() {
    const filter = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      const written = value.trim();
      if (written) filter.set(name, filter.has(name) ? `${filter.get(name)},${written}` : written);
    }
    return filter;
  }

  onChange(then) {
    const placed = () => ["county", "region"].map((name) => this.read().get(name) || "").join("|");
    let before = placed();
    const tell = () => {
      const moved = placed() !== before;
      before = placed();
      then(this.read(), moved);
    };
    this.form.addEventListener("submit", (event) => {
      if (event.submitter && event.submitter.value === "list") return;
      event.preventDefault();
      if (this.form.reportValidity()) tell();
    });
    this.form.addEventListener("change", (event) => {
      if (event.target.matches("select, [type=checkbox], [type=radio]")) tell();
    });
  }
}
