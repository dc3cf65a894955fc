/* The control of time: a step for each day on which what is held in common changes. */

import { formatDay } from "./page_parts.js";
import { counted, locale, word } from "./words.js";

const WHOLE_PLAY = 20_000;
const QUICKEST_STEP = 300;
const SLOWEST_STEP = 1_200;

const acres = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

function tell({ day, holdings, acres: held }) {
  const said = { day: formatDay(day), acres: acres.format(held) };
  if (!holdings) return word("%(day)s: nothing is held in common", said);
  return counted("%(day)s: %(num)s holding, %(acres)s acres", "%(day)s: %(num)s holdings, %(acres)s acres", holdings, said);
}

/* What stands in its one line on a small screen. */
function tellInShort({ day, holdings }, today) {
  if (day === today) return counted("%(num)s holding today", "%(num)s holdings today", holdings);
  return counted("%(day)s: %(num)s holding", "%(day)s: %(num)s holdings", holdings, { day: formatDay(day) });
}

export class TimeControl {
  /* known: days with what is held from each on; onStop: told of each day that is shown, and whether
   * another follows by itself. */
  constructor(section, known, onStop) {
    this.section = section;
    this.stops = known.days;
    this.today = known.today;
    this.onStop = onStop;
    this.says = section.querySelector("[data-time-says]");
    this.range = section.querySelector("[data-time-day]");
    this.folder = section.querySelector("[data-time-open]");
    this.playing = null;
    this.range.max = this.stops.length - 1;
    this.listen();
  }

  get last() {
    return this.stops.length - 1;
  }

  button(name) {
    return this.section.querySelector(`[data-time=${name}]`);
  }

  listen() {
    const steps = { earlier: () => this.earlier, later: () => this.at + 1, today: () => this.last };
    for (const [name, target] of Object.entries(steps)) {
      this.button(name).addEventListener("click", () => {
        this.stop();
        this.go(target());
      });
    }
    this.button("play").addEventListener("click", () => (this.playing ? this.stop() : this.play()));
    this.range.addEventListener("input", () => {
      this.stop();
      this.go(Number(this.range.value));
    });
    this.folder.addEventListener("click", () => this.open(this.folder.getAttribute("aria-expanded") !== "true"));
    // On a small screen there is room for the map and for one of the two.
    document.getElementById("map-tools-toggle").addEventListener("click", () => this.open(false));
    document.addEventListener("visibilitychange", () => document.hidden && this.stop());
  }

  /* On a small screen it is one line until somebody asks for it. */
  open(isOpen) {
    if (!isOpen) this.stop();
    this.folder.setAttribute("aria-expanded", String(isOpen));
    this.section.classList.toggle("is-folded", !isOpen);
  }

  /* From a day between two changes, the step back leads to the change that it comes after. */
  get earlier() {
    return this.day === this.stops[this.at].day ? this.at - 1 : this.at;
  }

  /* Opens on a day that an address names; none is today. */
  begin(day) {
    const wanted = day && day < this.today ? day : this.today;
    const passed = this.stops.filter((one) => one.day <= wanted).length;
    this.section.hidden = false;
    new ResizeObserver(() => this.makeRoom()).observe(this.section);
    this.set(Math.max(0, passed - 1), wanted);
  }

  /* What stands at the foot of the map moves up. */
  makeRoom() {
    this.section.parentElement.style.setProperty("--time-height", `${this.section.offsetHeight}px`);
  }

  go(index) {
    const at = Math.max(0, Math.min(this.last, index));
    this.set(at, this.stops[at].day);
  }

  set(at, day) {
    this.at = at;
    this.day = day;
    const stop = { ...this.stops[at], day };
    const told = tell(stop);
    // A reader on the slider is told by the slider; while it plays, only where it ends.
    const isTold = this.playing || document.activeElement === this.range;
    this.says.setAttribute("aria-live", isTold ? "off" : "polite");
    this.says.textContent = told;
    this.folder.textContent = tellInShort(stop, this.today);
    this.range.value = at;
    this.range.setAttribute("aria-valuetext", told);
    this.button("earlier").setAttribute("aria-disabled", String(this.earlier < 0));
    for (const name of ["later", "today"]) this.button(name).setAttribute("aria-disabled", String(at === this.last));
    this.onStop(stop, Boolean(this.playing));
  }

  play() {
    const pause = Math.max(QUICKEST_STEP, Math.min(SLOWEST_STEP, WHOLE_PLAY / this.stops.length));
    this.playing = setInterval(() => {
      if (this.at + 1 >= this.last) this.halt();
      this.go(this.at + 1);
    }, pause);
    this.button("play").textContent = word("Pause");
    if (this.at === this.last) this.go(0);
  }

  halt() {
    clearInterval(this.playing);
    this.playing = null;
    this.button("play").textContent = word("Play");
  }

  /* Ends the play where it is, and says where that is. */
  stop() {
    if (!this.playing) return;
    this.halt();
    this.set(this.at, this.day);
  }
}
