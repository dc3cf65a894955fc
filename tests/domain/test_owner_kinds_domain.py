import pytest

from landtrust.domain.owner_kinds import NATURAL_PERSON_KINDS, OwnerKind, split_owner_lines


def test_families_and_unknown_owners_count_as_natural_persons() -> None:
    assert frozenset(kind for kind in OwnerKind if kind.is_natural_person) == NATURAL_PERSON_KINDS
    assert set(NATURAL_PERSON_KINDS) == {"person", "estate_heirs", "trust", "unknown"}


@pytest.mark.parametrize(
    ("joined", "lines"),
    [
        ("SAMPLE MARY", ("SAMPLE MARY", None)),
        ("SAMPLE GROVE | BAPTIST CHURCH", ("SAMPLE GROVE", "BAPTIST CHURCH")),
        ("A | B | C", ("A", "B | C")),
    ],
)
def test_joined_lines_come_apart_at_the_first_bar(
    joined: str, lines: tuple[str, str | None]
) -> None:
    assert split_owner_lines(joined) == lines
