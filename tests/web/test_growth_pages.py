"""The growth of common land as a page and a file."""

import csv
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from landtrust.exports.growth_chart import HEIGHT, WIDTH, draw_bars
from tests.people import visitor

PAGE, FILE = "/holdings/growth", "/holdings/growth.csv"


@pytest.fixture
def public(held_app: Flask) -> FlaskClient:
    return visitor(held_app)


@pytest.fixture
def steward(held_app: Flask) -> FlaskClient:
    return visitor(held_app, "steward")


def rows(client: FlaskClient) -> dict[str, dict[str, str]]:
    answer = client.get(FILE)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    return {row["year"]: row for row in csv.DictReader(io.StringIO(answer.text))}


def test_the_file_has_a_line_for_each_year(public: FlaskClient) -> None:
    found = rows(public)
    assert list(found)[:2] == ["2015", "2016"]
    of_2019, of_2023 = found["2019"], found["2023"]
    assert (of_2019["until"], of_2019["held_parcels"], of_2019["holdings"]) == (
        "2019-12-31", "4", "3",
    )  # fmt: skip
    assert (of_2019["gained_parcels"], of_2019["holdings_leased_out"]) == ("2", "1")
    assert (of_2023["lost_parcels"], of_2023["held_parcels"]) == ("1", "3")
    assert float(of_2019["held_acres"]) == pytest.approx(4 * 0.1977, rel=0.01)
    assert float(of_2019["held_sqm"]) == pytest.approx(4 * 800, rel=0.01)


def test_the_public_counts_only_what_is_published(
    public: FlaskClient, steward: FlaskClient
) -> None:
    assert (rows(public)["2020"]["held_parcels"], rows(steward)["2020"]["held_parcels"]) == (
        "4", "5",
    )  # fmt: skip
    assert "3 parcels on" in " ".join(public.get(PAGE).text.split())
    assert "4 parcels on" in " ".join(steward.get(PAGE).text.split())


def test_the_page_has_the_numbers_as_a_table_and_as_drawings_with_words(
    public: FlaskClient,
) -> None:
    page = public.get(PAGE).text
    assert page.count('<svg viewBox="0 0 360 210"') == 2
    assert page.count("<desc") == 2
    assert "<title>2019: 4 parcels</title>" in page
    assert '<table class="growth">' in page
    assert not re.search(r"\sstyle=", page)


def test_the_page_and_the_file_lead_back_to_the_map_and_the_list(public: FlaskClient) -> None:
    page = public.get(PAGE).text
    for address in ("/", "/holdings", FILE):
        assert f'<a href="{address}"' in page


def test_a_steward_may_ask_what_was_known_and_nobody_else(
    public: FlaskClient, steward: FlaskClient
) -> None:
    query = "?recorded_as_of=2026-11-25T12:00:00Z"
    page = steward.get(PAGE + query)
    assert "As it was known on" in page.text
    assert "Nothing is held in common yet." in page.text
    for address in (PAGE, FILE):
        assert public.get(address + query).status_code == 401


def test_where_nothing_is_published_the_page_says_so(client: FlaskClient) -> None:
    page = client.get(PAGE)
    assert "Nothing that is held in common has been published yet." in page.text
    assert "<svg viewBox" not in page.text.split("<main")[1]
    assert rows(client) == {}


@pytest.mark.parametrize("address", [PAGE, FILE])
def test_what_they_do_not_know_is_refused(public: FlaskClient, address: str) -> None:
    assert public.get(f"{address}?as_of=2020-01-01").status_code == 400


@pytest.mark.parametrize("most", [0.004, 0.59, 1.0, 46.0, 12_345.6])
def test_bars_stay_in_their_drawing_and_the_latest_year_is_written(most: float) -> None:
    chart = draw_bars([(year, most * (year - 1990) / 36) for year in range(1990, 2027)])
    for bar in chart.bars:
        assert 0 <= bar.x < bar.x + bar.width <= WIDTH
        assert 0 <= bar.y <= bar.y + bar.height <= HEIGHT
    assert chart.bars[-1].height >= (HEIGHT - 50) / 5
    labels = [bar.label for bar in chart.bars if bar.label]
    assert labels[-1] == "2026"
    assert len(labels) <= 6


def test_counts_have_no_line_at_a_half() -> None:
    levels = draw_bars([(2015, 0.0), (2016, 1.0)], whole=True).levels
    assert [amount for _, amount in levels] == ["0", "1", "2"]
