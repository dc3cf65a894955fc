"""Forms that split a holding, and merge several."""

from collections.abc import Iterator, Sequence

from flask import url_for
from sqlalchemy import Connection

from landtrust.phrases import Phrase
from landtrust.queries.holding_detail import HoldingDetail
from landtrust.queries.holdings import HoldingRow, Piece
from landtrust.services.holdings import checked_name
from landtrust.services.record_book import Errand
from landtrust.services.reshaping import NewUnit, merge_units, split_unit
from landtrust.web.recording.questions import (
    Answers,
    Choice,
    Field,
    Question,
    RecordForm,
    as_day,
    refuse,
)
from landtrust.web.wording import format_day

_MOST_UNITS = 12


class SplitForm(RecordForm):
    """Records that a holding is several from a day on."""

    action = "split_unit"
    title = Phrase("Split the holding")

    def __init__(self, detail: HoldingDetail) -> None:
        """Make the form for a holding."""
        self._detail = detail

    def questions(self, answers: Answers) -> Iterator[Question]:
        """When, into what, and which piece goes where."""
        yield Question(
            "day",
            Phrase("From which day on is it split?"),
            (Field("day", Phrase("Day"), "day", read=as_day),),
            lines=tuple(
                Phrase("It has: %(piece)s.", piece=one.name) for one in self._detail.pieces
            ),
        )
        yield self._how_many()
        numbers = _numbers(answers)
        yield Question(
            "names",
            Phrase("What are the new holdings called?"),
            tuple(
                Field(
                    f"name_{number}",
                    Phrase("Name of holding %(number)s", number=number),
                    read=checked_name,
                )
                for number in numbers
            ),
        )
        named = tuple(Choice(str(number), answers[f"name_{number}"]) for number in numbers)
        yield self._pieces(named)
        if self._detail.lease:
            yield Question(
                "keeps_lease",
                Phrase("Which of them keeps the lease?"),
                (Field("keeps_lease", Phrase("The lease goes with"), "choice", choices=named),),
            )

    def sentences(self, answers: Answers) -> list[str]:
        """What becomes of the holding."""
        day = format_day(as_day(answers["day"]))
        sentences = [
            Phrase("From %(day)s on “%(name)s” is split.", day=day, name=self._detail.name)
        ]
        names = {one.id: one.name for one in self._detail.pieces}
        for number, unit in zip(_numbers(answers), self._units(answers), strict=True):
            pieces = ", ".join(names[one] for one in unit.piece_ids)
            sentences.append(_new_holding(number, unit, pieces))
        return [*sentences, Phrase("Whoever owns the land now owns each, with the same shares.")]

    def record(self, connection: Connection, errand: Errand, answers: Answers) -> str:
        """Record the split; the former holding leads to the new ones."""
        day = as_day(answers["day"])
        split_unit(connection, errand, self._detail.id, day, self._units(answers))
        return url_for("holding_pages.holding", holding_id=self._detail.id)

    def _units(self, answers: Answers) -> list[NewUnit]:
        return [
            NewUnit(
                answers[f"name_{number}"],
                [
                    one.id
                    for one in self._detail.pieces
                    if answers[f"piece_{one.id}"] == str(number)
                ],
                answers.get("keeps_lease") == str(number),
            )
            for number in _numbers(answers)
        ]

    def _how_many(self) -> Question:
        most = min(_MOST_UNITS, max(2, len(self._detail.pieces)))
        counts = tuple(Choice(str(one), str(one)) for one in range(2, most + 1))
        return Question(
            "count",
            Phrase("Into how many?"),
            (Field("count", Phrase("New holdings"), "select", preset="2", choices=counts),),
        )

    def _pieces(self, named: tuple[Choice, ...]) -> Question:
        def check(given: Answers) -> None:
            gets = {given[f"piece_{one.id}"] for one in self._detail.pieces}
            without = [one.words for one in named if one.code not in gets]
            if without:
                first = self._detail.pieces[0].id
                sentence = Phrase("“%(name)s” would have no land.", name=without[0])
                raise refuse(f"piece_{first}", sentence)

        return Question(
            "pieces",
            Phrase("Which piece goes where?"),
            tuple(_goes_to(one, named) for one in self._detail.pieces),
            check=check,
        )


class MergeForm(RecordForm):
    """Records that several holdings are one from a day on."""

    action = "merge_units"
    title = Phrase("Merge it with another")

    def __init__(self, detail: HoldingDetail, others: Sequence[HoldingRow]) -> None:
        """Make the form for a holding and those that it can be merged with."""
        self._detail = detail
        self._others = {str(one.id): one.name for one in others if one.id != detail.id}

    def questions(self, answers: Answers) -> Iterator[Question]:
        """With which, when, and what it is called then."""
        del answers
        choices = tuple(Choice(key, name) for key, name in self._others.items())
        yield Question(
            "others",
            Phrase("With which holdings is it merged?"),
            (
                Field(
                    "others", Phrase("Tick all that become one with it"), "boxes", choices=choices
                ),
            ),
            lines=(Phrase("Only land of the same owners, with the same shares, can be merged."),),
        )
        yield Question(
            "day", Phrase("From which day on?"), (Field("day", Phrase("Day"), "day", read=as_day),)
        )
        yield Question(
            "name",
            Phrase("What is the merged holding called?"),
            (Field("name", Phrase("Name"), preset=self._detail.name, read=checked_name),),
        )

    def sentences(self, answers: Answers) -> list[str]:
        """What becomes of the holdings."""
        merged = [self._detail.name, *(self._others[one] for one in answers["others"].split(","))]
        listed = ", ".join(f"“{one}”" for one in merged)
        day = format_day(as_day(answers["day"]))
        return [
            Phrase(
                "From %(day)s on %(listed)s are one holding, called “%(name)s”.",
                day=day,
                listed=listed,
                name=answers["name"],
            )
        ]

    def record(self, connection: Connection, errand: Errand, answers: Answers) -> str:
        """Record the merger."""
        numbers = [self._detail.id, *(int(one) for one in answers["others"].split(","))]
        day = as_day(answers["day"])
        unit_id = merge_units(connection, errand, numbers, day, answers["name"])
        return url_for("holding_pages.holding", holding_id=unit_id, as_of=day.isoformat())


def _numbers(answers: Answers) -> range:
    return range(1, int(answers["count"]) + 1)


def _new_holding(number: int, unit: NewUnit, pieces: str) -> Phrase:
    if unit.keeps_lease:
        return Phrase(
            "Holding %(number)s, “%(name)s”: %(pieces)s. It keeps the lease.",
            number=number,
            name=unit.name,
            pieces=pieces,
        )
    return Phrase(
        "Holding %(number)s, “%(name)s”: %(pieces)s.", number=number, name=unit.name, pieces=pieces
    )


def _goes_to(piece: Piece, named: tuple[Choice, ...]) -> Field:
    return Field(f"piece_{piece.id}", piece.name, "select", choices=named)
