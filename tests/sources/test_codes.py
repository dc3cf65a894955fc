import csv
from pathlib import Path

import pytest

from landtrust.assets import data_folder
from landtrust.domain.owner_kinds import OwnerKind
from landtrust.errors import ConfigurationError, InvalidInput
from landtrust.sources.codes import FACETS, UNKNOWN, map_classes

HEAD = "facet,code,label,colour_light,colour_dark,least\n"
WHOLE = "".join(f"{facet},unknown,Unknown,#111111,#eeeeee,\n" for facet in FACETS)


def _folder(tmp_path: Path, rows: str) -> Path:
    (tmp_path / "codes").mkdir()
    (tmp_path / "codes" / "map_classes.csv").write_text(HEAD + rows, "utf-8")
    return tmp_path


def test_every_kind_of_owner_has_a_class_with_the_label_of_its_code_list() -> None:
    with (data_folder() / "codes" / "owner_kinds.csv").open(encoding="utf-8") as file:
        labels = {row["kind"]: row["label"] for row in csv.DictReader(file)}
    classes = map_classes(data_folder()).of("owner_kind")
    assert {one.code: one.label for one in classes} == labels
    assert {one.code for one in classes} == {kind.value for kind in OwnerKind}


def test_every_land_use_of_the_code_list_has_a_class() -> None:
    with (data_folder() / "codes" / "land_uses.csv").open(encoding="utf-8") as file:
        codes = {row["land_use"] for row in csv.DictReader(file)}
    assert codes <= map_classes(data_folder()).codes("land_use")


@pytest.mark.parametrize("facet", FACETS)
@pytest.mark.parametrize("tone", ["colour_light", "colour_dark"])
def test_no_two_classes_of_a_facet_share_a_colour(facet: str, tone: str) -> None:
    colours = [getattr(one, tone) for one in map_classes(data_folder()).of(facet)]
    assert len(set(colours)) == len(colours)


def test_a_label_of_nothing_is_the_unknown_class_and_a_strange_code_is_itself() -> None:
    classes = map_classes(data_folder())
    assert classes.label("land_use", None) == "Not known"
    assert classes.label("land_use", "moon") == "moon"


def test_a_facet_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match="“colour” cannot be counted by"):
        map_classes(data_folder()).of("colour")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (WHOLE + "vacant,unknown,Again,#222222,#dddddd,\n", "vacant has a code twice"),
        (WHOLE.replace("vacant,unknown", "vacant,yes"), "vacant has no class “unknown”"),
        (WHOLE + "value_per_acre,a,A,#222222,#dddddd,5\n", "value_per_acre does not rise from 0"),
        (WHOLE + "vacant,yes,Yes,red,#dddddd,\n", "cannot be read"),
        (WHOLE + "moon,yes,Yes,#222222,#dddddd,\n", "cannot be read"),
    ],
)
def test_a_code_list_that_cannot_work_is_refused(tmp_path: Path, rows: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        map_classes(_folder(tmp_path, rows))


def test_a_missing_code_list_is_a_configuration_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"map_classes\.csv cannot be read"):
        map_classes(tmp_path)


def test_a_whole_code_list_is_read_in_order(tmp_path: Path) -> None:
    classes = map_classes(_folder(tmp_path, WHOLE))
    assert [one.code for one in classes.classes] == [UNKNOWN] * len(FACETS)
