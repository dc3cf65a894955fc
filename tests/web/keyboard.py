"""What somebody does at a browser with the keyboard alone: fields, choices, buttons, dates."""

from playwright.sync_api import Page, expect

from tests.people import PASSWORD

_MOST_STEPS = 80
_MOST_WAITING_MS = 30_000
_MOST_STOPS = 200

# A button of a row of choices, and of a card, shows the focus around its words; the map inside.
_STOP = """() => {
  const one = document.activeElement;
  window.walked = window.walked || [];
  if (!one || one === document.body || one === window.walked[0]) return null;
  const isChoice = one.matches(".choice input");
  const shown = isChoice ? one.nextElementSibling : one.closest(".option") || one;
  const ring = (style) => (style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth));
  const inside = getComputedStyle(shown, "::after");
  const isRinged = ring(getComputedStyle(shown)) >= 2 ||
    (shown.matches(".folium-map") && parseFloat(inside.borderTopWidth) >= 2);
  const { left, right, top, bottom } = shown.getClientRects()[0];
  const hit = document.elementFromPoint((left + right) / 2, Math.min((top + bottom) / 2, top + 20));
  const isKnown = window.walked.includes(one);
  window.walked.push(one);
  return {
    name: one.getAttribute("aria-label") || one.textContent.trim() || one.id || one.outerHTML,
    is_known: isKnown,
    is_ringed: isRinged,
    is_seen: Boolean(hit) && (shown.contains(hit) || hit.contains(shown) || hit === one),
  };
}"""


def tab_to(page: Page, selector: str) -> None:
    """Press the Tab key until the focus is there."""
    for _ in range(_MOST_STEPS):
        if page.evaluate("(one) => document.activeElement.matches(one)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not lead to {selector}")


def type_into(page: Page, name: str, text: str) -> None:
    """Fill in a field; what stood there goes."""
    tab_to(page, f"[name='{name}']")
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def type_day(page: Page, name: str, month: str, day: str, year: str) -> None:
    """Fill in a date, a part after the other, as browsers of the United States ask for it."""
    tab_to(page, f"[name='{name}']")
    page.keyboard.type(f"{month}{day}{year}")


def choose(page: Page, name: str, value: str) -> None:
    """Choose one of several round buttons by the arrow keys."""
    tab_to(page, f"input[name='{name}']")
    page.keyboard.press("Space")
    for _ in range(_MOST_STEPS):
        if page.locator(f"input[name='{name}']:checked").get_attribute("value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} has no {value}")


def press(page: Page, words: str) -> None:
    """Go to a button or a link with these words and press it."""
    for _ in range(_MOST_STEPS):
        if page.evaluate("document.activeElement.textContent.trim()") == words:
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not lead to “{words}”")


def follow(page: Page, selector: str) -> None:
    """Go to a button or a link and press it."""
    tab_to(page, selector)
    page.keyboard.press("Enter")


def stops(page: Page) -> list[dict[str, object]]:
    """Every place where the Tab key stops, from the top of a page until it leaves it.

    Raises:
        AssertionError: It comes back to a place, or never leaves.
    """
    found: list[dict[str, object]] = []
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(_STOP)
        if stop is None:
            return found
        assert not stop["is_known"], f"the Tab key is trapped at {stop['name']}"
        found.append(stop)
    raise AssertionError("the Tab key never leaves the page")


def go_on(page: Page, heading: str) -> None:
    """Send the question that is shown, and wait for the next."""
    press(page, "Continue")
    expect(page.locator("h1")).to_have_text(heading, timeout=_MOST_WAITING_MS)


def sign_in_by_keyboard(page: Page, site: str, name: str) -> None:
    """Sign in."""
    page.goto(f"{site}/sign-in?next=/holdings")
    type_into(page, "name", name)
    type_into(page, "password", PASSWORD)
    page.keyboard.press("Enter")
    # A password takes its time by design, on a busy machine more.
    expect(page.locator("h1")).to_have_text("Land held in common", timeout=_MOST_WAITING_MS)


def record_tax_sale_by_keyboard(page: Page, parcel: str, name: str) -> None:
    """From the list of holdings: record one that was bought at a tax sale on March 1, 2020."""
    press(page, "Record a holding")
    expect(page.locator("h1")).to_have_text("Which land is it?")
    type_into(page, "parcels", parcel)
    go_on(page, "What is the holding called?")
    type_into(page, "name", name)
    go_on(page, "How did the land come to its holders?")
    choose(page, "how", "tax_sale")
    go_on(page, "Since when do they hold it?")
    type_day(page, "since", "03", "01", "2020")
    go_on(page, "Who holds the land?")
    go_on(page, "Does a building stand on it?")
    type_into(page, "buildings", "The house")
    go_on(page, "Which paper shows it?")
    type_into(page, "paper_book", "812")
    go_on(page, "How often does the trust look after it?")
    go_on(page, "Is this right?")
    press(page, "Record it")
    expect(page.locator("h1")).to_have_text(name, timeout=_MOST_WAITING_MS)


def record_lease_by_keyboard(page: Page, household: str) -> None:
    """From the page of a holding: record a lease of 99 years from July 1, 2021 on."""
    press(page, "Record a ground lease")
    expect(page.locator("h1")).to_have_text("Who leases the land?")
    go_on(page, "Who is this new party?")
    type_into(page, "lessee_1_name", household)
    go_on(page, "When does the lease begin?")
    type_day(page, "begins_on", "07", "01", "2021")
    go_on(page, "For how many years?")
    go_on(page, "Do they own the building, apart from the land?")
    go_on(page, "What did they pay for the building?")
    go_on(page, "What do they pay for the use of the land?")
    go_on(page, "For how much may the home be sold one day?")
    choose(page, "formula", "appraisal")
    go_on(page, "By appraisal: with which numbers?")
    go_on(page, "May the trust buy first, when they sell?")
    type_into(page, "option_days", "60")
    go_on(page, "Which paper shows it?")
    go_on(page, "Is this right?")
    press(page, "Record it")
    expect(page.locator("h1")).not_to_have_text("Is this right?", timeout=_MOST_WAITING_MS)


def see_day_by_keyboard(page: Page, month: str, day: str, year: str) -> None:
    """On the list of holdings: ask for another day."""
    type_day(page, "as_of", month, day, year)
    press(page, "Show")
    page.wait_for_url(f"**as_of={year}-{month}-{day}*", wait_until="load")
