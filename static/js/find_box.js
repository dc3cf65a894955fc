/* Offers suggestions under the one box while somebody types: a combobox with a list.
 *
 * What is typed goes to our own server alone, and nothing keeps the answer. The lines, and what is
 * said of them, come ready from there in the language of the page.
 *
 * Source: WAI-ARIA Authoring Practices, "Editable Combobox With List Autocomplete". */

const WAIT_MS = 120;
const LEAST_LETTERS = 2;
const COMBOBOX = {
  role: "combobox",
  "aria-autocomplete": "list",
  "aria-expanded": "false",
  "aria-controls": "find-options",
};

class FindBox {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input");
    this.place = form.querySelector("[data-find-suggestions]");
    this.says = form.querySelector("[data-find-says]");
    this.active = -1;
    for (const [name, value] of Object.entries(COMBOBOX)) this.input.setAttribute(name, value);
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    form.addEventListener("submit", () => this.close());
    this.input.addEventListener("blur", () => this.close());
    // A press on a line must not take the focus off the box, which would close the list.
    this.place.addEventListener("pointerdown", (event) => event.preventDefault());
    this.place.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")));
  }

  get options() {
    return [...this.place.querySelectorAll("[role=option]")];
  }

  typed() {
    this.stop();
    const text = this.input.value.trim();
    if (text.length < LEAST_LETTERS) this.close();
    else this.waiting = setTimeout(() => this.ask(text), WAIT_MS);
  }

  stop() {
    clearTimeout(this.waiting);
    this.asking?.abort();
  }

  async ask(text) {
    this.asking = new AbortController();
    const { signal } = this.asking;
    try {
      const address = `${this.form.dataset.find}?q=${encodeURIComponent(text)}`;
      const response = await fetch(address, { signal, cache: "no-store" });
      const fragment = response.ok ? await response.text() : "";
      if (!signal.aborted) this.show(fragment);
    } catch {
      if (!signal.aborted) this.close();
    }
  }

  show(fragment) {
    const list = new DOMParser().parseFromString(fragment, "text/html").querySelector("[role=listbox]");
    if (!list || document.activeElement !== this.input) {
      this.close();
      return;
    }
    this.place.replaceChildren(list);
    this.point(-1);
    this.open(this.options.length > 0);
    this.says.textContent = list.dataset.says;
  }

  open(isOpen) {
    this.place.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
  }

  close() {
    this.stop();
    this.point(-1);
    this.open(false);
    this.says.textContent = "";
  }

  point(place) {
    this.active = place;
    this.options.forEach((one, at) => one.setAttribute("aria-selected", String(at === place)));
    const chosen = this.options[place];
    if (chosen) this.input.setAttribute("aria-activedescendant", chosen.id);
    else this.input.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  }

  pressed(event) {
    if (event.isComposing) return;
    if (event.key === "Escape" && !this.place.hidden) this.close();
    else if (event.key === "ArrowDown") this.move(1);
    else if (event.key === "ArrowUp") this.move(-1);
    else if (event.key === "Enter" && this.active >= 0) this.choose(this.options[this.active]);
    else return;
    event.preventDefault();
  }

  /* Past either end of the list the box itself is next. */
  move(step) {
    if (this.place.hidden) {
      this.typed();
      return;
    }
    const count = this.options.length + 1;
    this.point(((this.active + 1 + step + count) % count) - 1);
  }

  choose(option) {
    if (option) window.location.assign(option.dataset.address);
  }
}

document.querySelectorAll("form[data-find]").forEach((form) => new FindBox(form));
