from hypothesis import given
from hypothesis import strategies as st

from landtrust.domain.owner_kinds import NATURAL_PERSON_KINDS, OwnerKind
from landtrust.queries.visibility import (
    PUBLIC_NAME_KINDS,
    NamedOwner,
    Tier,
    file_name_is_visible,
    hidden_kinds,
    mailing_address_is_visible,
    owner_name,
    stored_kinds,
    tax_and_deed_are_visible,
    visible_kind,
    visible_remarks,
)

TEXTS = st.none() | st.text(min_size=1)


@given(
    kind=st.one_of(st.sampled_from(sorted(NATURAL_PERSON_KINDS)), st.text()),
    owner=st.builds(NamedOwner, st.just(""), TEXTS, TEXTS, TEXTS),
)
def test_the_public_never_reads_the_name_of_a_person_or_of_an_owner_of_no_known_kind(
    kind: str, owner: NamedOwner
) -> None:
    if kind not in PUBLIC_NAME_KINDS:
        named = NamedOwner(kind, owner.public_name, owner.line_1, owner.line_2)
        assert owner_name(named, Tier.PUBLIC) is None


@given(kind=st.sampled_from(sorted(PUBLIC_NAME_KINDS)), lines=st.tuples(TEXTS, TEXTS))
def test_the_public_reads_of_an_organization_what_the_load_let_it_read(
    kind: str, lines: tuple[str | None, str | None]
) -> None:
    assert owner_name(NamedOwner(kind, "SAMPLE LLC", *lines), Tier.PUBLIC) == "SAMPLE LLC"
    assert owner_name(NamedOwner(kind, None, *lines), Tier.PUBLIC) is None


def test_every_kind_is_either_public_or_a_natural_persons() -> None:
    assert set(OwnerKind) == PUBLIC_NAME_KINDS | NATURAL_PERSON_KINDS
    assert not PUBLIC_NAME_KINDS & NATURAL_PERSON_KINDS


def test_organizers_and_stewards_read_both_lines_as_given() -> None:
    owner = NamedOwner("person", None, "DOE JANE &", "DOE JOHN")
    nobody = NamedOwner("unknown", None, None, None)
    for tier in (Tier.ORGANIZER, Tier.STEWARD):
        assert owner_name(owner, tier) == "DOE JANE & / DOE JOHN"
        assert owner_name(nobody, tier) is None


def test_mailing_addresses_are_for_organizers_and_stewards_only() -> None:
    seen = [tier for tier in Tier if mailing_address_is_visible(tier)]
    assert seen == [Tier.ORGANIZER, Tier.STEWARD]


def test_taxes_and_deeds_are_for_organizers_and_stewards_only() -> None:
    seen = [tier for tier in Tier if tax_and_deed_are_visible(tier)]
    assert seen == [Tier.ORGANIZER, Tier.STEWARD]


def test_only_stewards_tell_estates_from_persons() -> None:
    assert {tier: visible_kind("estate_heirs", tier) for tier in Tier} == {
        Tier.PUBLIC: "person",
        Tier.ORGANIZER: "person",
        Tier.STEWARD: "estate_heirs",
    }
    assert {tier: hidden_kinds(tier) for tier in Tier} == {
        Tier.PUBLIC: {"estate_heirs"},
        Tier.ORGANIZER: {"estate_heirs"},
        Tier.STEWARD: frozenset(),
    }


@given(kinds=st.sets(st.sampled_from(list(OwnerKind))), tier=st.sampled_from(Tier))
def test_a_filter_by_kind_finds_what_the_reader_sees_as_that_kind(
    kinds: set[OwnerKind], tier: Tier
) -> None:
    wanted = {kind.value for kind in kinds}
    seen = {kind.value for kind in OwnerKind if visible_kind(kind.value, tier) in wanted}
    assert set(stored_kinds(wanted, tier)) == seen


def test_the_names_of_loaded_files_are_for_organizers_and_stewards_only() -> None:
    seen = [tier for tier in Tier if file_name_is_visible(tier)]
    assert seen == [Tier.ORGANIZER, Tier.STEWARD]


def test_the_public_reads_of_a_file_only_remarks_that_we_wrote() -> None:
    ours, theirs = "zoning: the file has no column ZONING.", "SMITH.gpkg: bad ring"
    assert {tier: visible_remarks([ours, theirs], tier) for tier in Tier} == {
        Tier.PUBLIC: (ours,),
        Tier.ORGANIZER: (ours, theirs),
        Tier.STEWARD: (ours, theirs),
    }
