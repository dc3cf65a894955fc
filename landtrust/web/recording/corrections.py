"""Forms that set right what was recorded wrongly, take back what never was, and publish."""

from collections.abc import Iterator, Mapping

from flask import url_for
from sqlalchemy import Connection

from landtrust.phrases import Phrase
from landtrust.queries.holding_detail import HoldingDetail
from landtrust.queries.visibility import PUBLIC_PARTS
from landtrust.services.corrections import correct_record, withdraw_record
from landtrust.services.holdings import publish_holding
from landtrust.services.record_book import Errand
from landtrust.web.ownership_words import PUBLIC_PART_WORDS
from landtrust.web.recording.correctable import Correctable, CorrectableRecord
from landtrust.web.recording.questions import (
    Answers,
    Choice,
    Field,
    Question,
    RecordForm,
    refuse,
)
from landtrust.web.wording import worded


class CorrectForm(RecordForm):
    """Records that something is otherwise than was said of it."""

    action = "correct_record"
    title = Phrase("Correct a mistake")

    def __init__(self, records: Mapping[str, CorrectableRecord], address: str) -> None:
        """Make the form for these records, by kind and number, and the page that shows them."""
        self._records = records
        self._address = address

    def questions(self, answers: Answers) -> Iterator[Question]:
        """Which record, what is right, and why."""
        choices = tuple(Choice(key, one.words) for key, one in self._records.items())
        yield Question(
            "record",
            Phrase("What is wrong?"),
            (Field("record", Phrase("Record"), "choice", choices=choices),),
            lines=(
                Phrase(
                    "A sale is no mistake: record it as a sale. Here a slip of ours is set right."
                ),
            ),
        )
        columns = self._records[answers["record"]].columns

        def check(given: Answers) -> None:
            if not _changed(columns, given):
                raise refuse(columns[0].field.name, Phrase("Nothing is changed yet."))

        yield Question(
            "right",
            Phrase("What is right?"),
            (*(one.field for one in columns), *(one.seen for one in columns)),
            check=check,
        )
        yield _why()

    def sentences(self, answers: Answers) -> list[str]:
        """What was said, and what is right."""
        record = self._records[answers["record"]]
        changes = _changed(record.columns, answers)
        return [
            record.words,
            *(_change(one, answers[one.seen.name], typed) for one, typed in changes),
            _reason(answers),
            Phrase("What was said before stays in the book."),
        ]

    def record(self, connection: Connection, errand: Errand, answers: Answers) -> str:
        """Record what is right."""
        kind, number = answers["record"].split("__")
        changes: dict[str, object] = {}
        for one, typed in _changed(self._records[answers["record"]].columns, answers):
            changes |= one.columns(typed)
        correct_record(connection, errand, kind, int(number), changes)
        return self._address


class WithdrawForm(RecordForm):
    """Records that something never was."""

    action = "withdraw_record"
    title = Phrase("Take back what never was")
    button = Phrase("Take it back")

    def __init__(self, records: Mapping[str, CorrectableRecord], address: str) -> None:
        """Make the form for these records, by kind and number."""
        self._records = {key: one for key, one in records.items() if one.can_be_withdrawn}
        self._address = address

    def questions(self, answers: Answers) -> Iterator[Question]:
        """Which record, and why."""
        del answers
        choices = tuple(Choice(key, one.words) for key, one in self._records.items())
        yield Question(
            "record",
            Phrase("What was never so?"),
            (Field("record", Phrase("Record"), "choice", choices=choices),),
            lines=(Phrase("Such as a right that was entered twice, or a paper of another lot."),),
        )
        yield _why()

    def sentences(self, answers: Answers) -> list[str]:
        """What is taken back."""
        return [
            Phrase("Never was: %(record)s.", record=self._records[answers["record"]].words),
            _reason(answers),
            Phrase("That it was recorded once stays in the book."),
        ]

    def record(self, connection: Connection, errand: Errand, answers: Answers) -> str:
        """Take it back."""
        kind, number = answers["record"].split("__")
        withdraw_record(connection, errand, kind, int(number))
        return self._address


class PublishForm(RecordForm):
    """Records what anybody may read of a holding."""

    action = "publish_holding"
    title = Phrase("Choose what anybody may read")

    def __init__(self, detail: HoldingDetail) -> None:
        """Make the form for a holding."""
        self._detail = detail

    def questions(self, answers: Answers) -> Iterator[Question]:
        """Which parts."""
        del answers
        now = ",".join(one for one in PUBLIC_PARTS if one in self._detail.public_parts)
        choices = tuple(Choice(one, PUBLIC_PART_WORDS[one]) for one in PUBLIC_PARTS)
        yield Question(
            "parts",
            Phrase("What may anybody read?"),
            (
                Field(
                    "parts",
                    Phrase("Tick what is open to everybody"),
                    "boxes",
                    hint=Phrase("Nothing ticked: nobody but organizers and stewards can read it."),
                    preset=now,
                    choices=choices,
                    is_needed=False,
                ),
            ),
            lines=(Phrase("Who leases the land is never shown to the public."),),
            check=_check_parts,
        )

    def sentences(self, answers: Answers) -> list[str]:
        """What is open from then on."""
        parts = [one for one in answers["parts"].split(",") if one]
        if not parts:
            return [Phrase("Nobody but organizers and stewards can read it.")]
        return [Phrase("Anybody may read: %(part)s.", part=PUBLIC_PART_WORDS[one]) for one in parts]

    def record(self, connection: Connection, errand: Errand, answers: Answers) -> str:
        """Record what is open."""
        parts = [one for one in answers["parts"].split(",") if one]
        publish_holding(connection, errand, self._detail.id, parts)
        return url_for("holding_pages.holding", holding_id=self._detail.id)


def _changed(columns: tuple[Correctable, ...], answers: Answers) -> list[tuple[Correctable, str]]:
    """The columns that were typed otherwise than they are, with what was typed."""
    typed = ((one, answers[one.field.name]) for one in columns)
    return [(one, text) for one, text in typed if text != answers[one.seen.name]]


def _change(column: Correctable, former: str, typed: str) -> str:
    """What was said of a column, and what is right."""
    before, after = (worded(column.shown(one)) for one in (former, typed))
    return f"{worded(column.label)}: {before} → {after}"


def _reason(answers: Answers) -> Phrase:
    return Phrase("Why: %(reason)s", reason=answers["why"])


def _why() -> Question:
    return Question(
        "why",
        Phrase("Why?"),
        (Field("why", Phrase("In a sentence, for those who read the book later"), "long"),),
    )


def _check_parts(answers: Answers) -> None:
    parts = [one for one in answers["parts"].split(",") if one]
    if parts and "holding" not in parts:
        raise refuse("parts", Phrase("What is public of it begins with the holding itself."))
