/* Buttons that ask the browser where its reader is, and lead to what is near.
 *
 * The browser asks its reader first, each time. The place goes into one address of this site and
 * nowhere else: nothing is kept here, and no other site is told. */

import { here, word } from "./words.js";

const DECIMALS = 5; // a meter
const SURE_M = 30; // two narrow lots: who knows no better where they are is not told "right here"
const FARTHEST_M = 100_000;
const PATIENCE_MS = 20_000;

function says(button) {
  const place = document.createElement("span");
  place.className = "own-place-says";
  place.setAttribute("role", "status");
  button.after(place);
  return (text) => {
    place.textContent = text;
  };
}

function reason(problem) {
  if (problem.code === problem.PERMISSION_DENIED) {
    return word("Your browser did not tell us where you are. You can type an address instead.");
  }
  return word("Your browser could not find out where you are. You can type an address instead.");
}

/* How far off the place may be, as roughly as it is known; nothing where it is known well. */
function roughness({ accuracy }) {
  if (!(accuracy > SURE_M)) return "";
  return `&accuracy=${Math.min(Math.round(Number(accuracy.toPrecision(2))), FARTHEST_M)}`;
}

function begin(button) {
  const say = says(button);
  const lead = ({ coords }) => {
    const near = `${coords.longitude.toFixed(DECIMALS)},${coords.latitude.toFixed(DECIMALS)}`;
    window.location.assign(`${button.dataset.ownPlace || here("/near")}?near=${near}${roughness(coords)}`);
  };
  const give = (problem) => {
    button.disabled = false;
    say(reason(problem));
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    say(word("Asking your browser where you are …"));
    navigator.geolocation.getCurrentPosition(lead, give, {
      enableHighAccuracy: true,
      timeout: PATIENCE_MS,
      maximumAge: 0,
    });
  });
}

if (window.isSecureContext && "geolocation" in navigator) {
  document.querySelectorAll("[data-own-place]").forEach(begin);
}

/* Back from what is near, the page may be as it was left: with a button that waits. */
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[data-own-place]")) button.disabled = false;
});
