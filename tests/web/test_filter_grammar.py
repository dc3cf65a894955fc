from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landtrust.assets import data_folder
from landtrust.domain.extent import Bbox
from landtrust.errors import InvalidInput
from landtrust.queries.filters import EVERYTHING, FURTHEST_M, Held, ParcelFilter, Place
from landtrust.queries.parcels import Paging
from landtrust.sources.codes import map_classes
from landtrust.web.query_strings import read_form, read_parameters
from landtrust.web.requests import (
    FILTER_NAMES,
    PAGING_NAMES,
    FilterReader,
    filter_to_query,
    parse_paging,
)

CLASSES = map_classes(data_folder())
TODAY = date(2026, 11, 25)
READER = FilterReader(CLASSES, TODAY)
NAMES = (*FILTER_NAMES, *PAGING_NAMES)


def _read(query: str | bytes) -> ParcelFilter:
    raw = query.encode() if isinstance(query, str) else query
    return READER.read(read_parameters(raw, NAMES))


def _degrees(most: float) -> st.SearchStrategy[float]:
    return st.floats(-most, most).map(lambda number: round(number, 9) + 0.0)


def _some(codes: frozenset[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(sorted(codes)), unique=True).map(tuple)


@st.composite
def filters(draw: st.DrawFn) -> ParcelFilter:
    """Every filter that an address can say."""
    south, north = sorted((draw(_degrees(90)), draw(_degrees(90))))
    bbox = Bbox(draw(_degrees(180)), south, draw(_degrees(180)), north)
    cents = sorted(draw(st.tuples(st.integers(0, 10**12), st.integers(0, 10**12))))
    acres = sorted(draw(st.tuples(*[st.floats(0, 1e6).map(lambda size: round(size, 6))] * 2)))
    near = draw(st.none() | st.builds(Place, _degrees(180), _degrees(90)))
    radius = draw(st.integers(1, FURTHEST_M)) / 1 if near else None
    printable = st.characters(categories=["L", "N", "P", "S", "Zs"])
    words = st.text(printable, max_size=60).map(lambda text: " ".join(text.split()))
    return ParcelFilter(
        county=draw(st.lists(st.from_regex(r"\A[0-9]{5}\Z"), unique=True, max_size=4).map(tuple)),
        region=draw(st.none() | st.from_regex(r"\A[a-z0-9-]{1,40}\Z")),
        bbox=draw(st.none() | st.just(bbox)),
        near=near,
        radius_m=radius,
        owner_kind=draw(_some(CLASSES.codes("owner_kind"))),
        land_use=draw(_some(CLASSES.codes("land_use"))),
        vacant=draw(st.sampled_from(["yes", "no", "unknown", None])),
        held=draw(st.sampled_from([Held("common", TODAY), Held("other", TODAY), None])),
        tax=draw(st.sampled_from(["forfeited", None])),
        min_value_cents=draw(st.none() | st.just(cents[0])),
        max_value_cents=draw(st.none() | st.just(cents[1])),
        min_acres=draw(st.none() | st.just(acres[0])),
        max_acres=draw(st.none() | st.just(acres[1])),
        changed_since=draw(st.none() | st.dates(date(1900, 1, 1))),
        text=draw(st.none() | words.filter(bool)),
    )


@given(filters())
def test_a_filter_survives_its_way_through_an_address(wanted: ParcelFilter) -> None:
    assert _read(filter_to_query(wanted)) == wanted


@given(st.binary(max_size=80))
def test_any_bytes_are_a_filter_or_are_refused(raw: bytes) -> None:
    with suppress(InvalidInput):
        assert isinstance(_read(raw), ParcelFilter)


def test_no_parameter_asks_for_everything() -> None:
    assert _read("") == EVERYTHING
    assert filter_to_query(EVERYTHING) == ""


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("colour=red", "colour"),
        ("County=28049", "County"),
        ("county=28049&county=28121", "county"),
        ("county=", "county"),
        ("county=%20", "county"),
        ("bbox=", "bbox"),
        ("text=%00", "text"),
        ("text=a%0Ab%07", "text"),
        ("text=a%E2%80%AEb", "text"),
        (f"text={'a' * 201}", "text"),
        (f"text={'a' * 2001}", "text"),
        ("county=28049;limit=2", "county"),
        ("county=2804", "county"),
        ("county=28049,", "county"),
        ("county=%D9%A2%D9%A8%D9%A0%D9%A4%D9%A9", "county"),
        ("region=Far Side", "region"),
        ("owner_kind=alien", "owner_kind"),
        ("owner_kind=person,,bank", "owner_kind"),
        ("land_use=moon", "land_use"),
        ("vacant=maybe", "vacant"),
        ("held=yes", "held"),
        ("held=common,other", "held"),
        ("tax=delinquent", "tax"),
        ("min_value=-1", "min_value"),
        ("min_value=1e3", "min_value"),
        ("min_value=1.234", "min_value"),
        ("min_value=9999999999999", "min_value"),
        ("min_value=5&max_value=4", "max_value"),
        ("min_acres=nan", "min_acres"),
        ("max_acres=999999999999", "max_acres"),
        ("min_acres=2&max_acres=1", "max_acres"),
        ("changed_since=yesterday", "changed_since"),
        ("changed_since=2026-02-30", "changed_since"),
        ("changed_since=20261123", "changed_since"),
        ("near=-90,32", "radius_m"),
        ("radius_m=5", "near"),
        ("near=-90&radius_m=5", "near"),
        ("near=-90,32,5&radius_m=5", "near"),
        ("near=-190,32&radius_m=5", "near"),
        ("near=a,b&radius_m=5", "near"),
        ("near=-90,32&radius_m=0", "radius_m"),
        ("near=-90,32&radius_m=2001", "radius_m"),
        ("bbox=nan,nan,nan,nan", "bbox"),
        ("bbox=inf,0,1,1", "bbox"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=1,2,3,4,5", "bbox"),
        ("bbox=1,2,3,4,5,6,7", "bbox"),
        ("bbox=a,b,c,d", "bbox"),
        ("bbox=0,5,1,4", "bbox"),
    ],
)
def test_what_cannot_be_used_is_refused_by_the_name_of_its_parameter(
    query: str, parameter: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        _read(query)
    assert refusal.value.fields["parameter"] == parameter
    assert parameter in refusal.value.message


@pytest.mark.parametrize("raw", [b"text=%ff", b"text=\xff", b"county", b"&".join([b"a=1"] * 61)])
def test_what_is_no_query_string_is_refused(raw: bytes) -> None:
    with pytest.raises(InvalidInput):
        _read(raw)


@pytest.mark.parametrize(
    "query", ["bbox=1,2,1,2", "bbox=-180,-90,180,90", "bbox=170,0,-170,1", "bbox=1,2,0,3,4,9"]
)
def test_points_worlds_datelines_and_heights_are_boxes(query: str) -> None:
    assert _read(query).bbox is not None


def test_paging_is_read_clamped_and_refused_by_name() -> None:
    def paging(query: str) -> Paging:
        return parse_paging(read_parameters(query.encode(), NAMES), 50)

    assert paging("") == Paging(50)
    assert paging("limit=3&after=7") == Paging(3, after=7)
    assert paging("limit=100000&before=7") == Paging(500, before=7)
    for value in ("0", "-1", "1.5", "unlimited", "1e3", "%D9%A3", "99999999999999999999"):
        with pytest.raises(InvalidInput, match=r"^limit: "):
            paging(f"limit={value}")
    with pytest.raises(InvalidInput, match=r"^before: "):
        paging("after=1&before=2")


def test_a_form_may_leave_fields_empty_and_tick_two_boxes() -> None:
    raw = b"text=&county=&vacant=&owner_kind=bank&owner_kind=church&min_value=+5+"
    fields = read_form(raw, NAMES)
    assert fields == {"owner_kind": "bank,church", "min_value": "5"}
    with pytest.raises(InvalidInput, match="no field “colour”"):
        read_form(b"colour=", NAMES)
