"""Asks for the paper that shows something."""

from landtrust.domain.papers import EVIDENCE_KINDS
from landtrust.phrases import Phrase
from landtrust.services.evidence import EvidenceFacts
from landtrust.web.ownership_words import paper_words
from landtrust.web.recording.questions import Answers, Choice, Field, Question, as_day, day_or_none

NO_PAPER = "none"
_CHOICES = (
    *(Choice(code, words) for code, words in EVIDENCE_KINDS.items()),
    Choice(NO_PAPER, Phrase("No paper at hand")),
)


def paper_question(preset: str) -> Question:
    """Which paper shows it, and where it can be found."""
    return Question(
        code="paper",
        ask=Phrase("Which paper shows it?"),
        fields=(
            Field("paper", Phrase("Kind of paper"), "select", preset=preset, choices=_CHOICES),
            Field("paper_dated", Phrase("Date of the paper"), "day", is_needed=False, read=as_day),
            Field(
                "paper_book",
                Phrase("Book"),
                hint=Phrase("In the office of the chancery clerk."),
                is_needed=False,
            ),
            Field("paper_page", Phrase("Page"), is_needed=False),
            Field("paper_number", Phrase("Instrument or case number"), is_needed=False),
        ),
        words=("tax_deed", "patent"),
    )


def papers_of(answers: Answers) -> list[EvidenceFacts]:
    """The paper that was named; none where there is none at hand."""
    kind = answers["paper"]
    if kind == NO_PAPER:
        return []
    return [
        EvidenceFacts(
            kind,
            EVIDENCE_KINDS[kind],
            day_or_none(answers["paper_dated"]),
            answers["paper_book"] or None,
            answers["paper_page"] or None,
            answers["paper_number"] or None,
        )
    ]


def paper_sentence(answers: Answers) -> str:
    """The paper in words."""
    if answers["paper"] == NO_PAPER:
        return Phrase("No paper is recorded.")
    (named,) = papers_of(answers)
    return Phrase("Paper: %(paper)s.", paper=paper_words(named))
