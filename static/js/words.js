/* What scripts say, in the language of the page. English is written where it is said; what other
 * languages say came before, in landtrustWords. */

const known = window.landtrustWords || {};
const page = document.documentElement.dataset;

export const locale = page.locale || "en-US";

/* The address of a page of ours, in the language of this one. */
export const here = (path) => `${page.root || ""}${path}`;

function filled(text, values) {
  return text.replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

export function word(text, values = {}) {
  return filled(known[text] || text, values);
}

/* A sentence that counts something, as %(num)s. */
export function counted(one, many, count, values = {}) {
  const [said, saidOfMany] = known[one] || [one, many];
  const shown = { num: new Intl.NumberFormat(locale).format(count), ...values };
  return filled(count === 1 ? said : saidOfMany, shown);
}
