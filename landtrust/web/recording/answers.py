"""What was answered so far: read from the form, held against the questions, carried on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request

from landtrust.errors import InvalidInput, LandTrustError
from landtrust.phrases import Phrase
from landtrust.web.query_strings import checked_value
from landtrust.web.recording.questions import Answers, Field, Question, RecordForm, refuse
from landtrust.web.wording import form_sentence

OF_THE_FORM = ("asked", "go", "seen", "csrf_token", "form_key")
MOST_QUESTIONS = 80
_NEEDED = Phrase("This needs an answer.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is in a form.

    Attributes:
        answers: All that was typed.
        passed: Questions that are answered well, in their order.
        question: What to ask now; None: nothing more, all can be recorded.
        errors: What is wrong with its answers, by field; empty where it was not answered yet.
    """

    answers: Answers
    passed: tuple[Question, ...]
    question: Question | None
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def carried(self) -> dict[str, str]:
        """What the page of the question holds besides its own fields."""
        own = {one.name for one in self.question.fields} if self.question else set()
        return {name: text for name, text in self.answers.items() if name not in own}

    @property
    def before(self) -> Question | None:
        """The question before the one that is asked."""
        return self.passed[-1] if self.passed else None


def read_answers() -> dict[str, str]:
    """What the form that was sent holds, but for what belongs to the form itself.

    Raises:
        InvalidInput: A name is none that we ever gave a field.
    """
    answers: dict[str, str] = {}
    for name, values in request.form.lists():
        if name in OF_THE_FORM:
            continue
        if not (name.isascii() and name.isidentifier() and len(name) < 40):  # noqa: PLR2004
            raise refuse(name[:40], Phrase("There is no field “%(name)s” here.", name=name[:40]))
        answers[name] = ",".join(one.strip() for one in values if one.strip())
    return answers


def find_place(
    form: RecordForm, answers: Mapping[str, str], asked: str | None, wanted: str | None = None
) -> Place:
    """The first question that is not answered well.

    Args:
        form: What is asked.
        answers: What was typed so far.
        asked: The question that was just answered, whose empty boxes are answers too.
        wanted: Go back to this question, though it is answered.

    Raises:
        InvalidInput: There is no end to the questions.
    """
    given = dict(answers)
    passed: list[Question] = []
    for number, question in enumerate(form.questions(given)):
        if question.code == asked:
            for one in question.fields:
                given.setdefault(one.name, "")
        if not all(one.name in given for one in question.fields):
            return Place(given, tuple(passed), question)
        errors = errors_of(question, given)
        if errors or question.code == wanted:
            return Place(given, tuple(passed), question, errors)
        passed.append(question)
        if number > MOST_QUESTIONS:
            raise InvalidInput("There are too many answers.")
    _forget_others(given, passed)
    return Place(given, tuple(passed), None)


def errors_of(question: Question, answers: Answers) -> dict[str, str]:
    """What is wrong with the answers to a question, by field."""
    found = {}
    for one in question.fields:
        problem = _problem_of(one, answers.get(one.name, ""))
        if problem:
            found[one.name] = problem
    if not found and question.check is not None:
        try:
            question.check(answers)
        except LandTrustError as problem:
            found[field_of(problem, question) or ""] = form_sentence(problem.message)
    return found


def field_of(problem: LandTrustError, question: Question) -> str | None:
    """The field of a question that an error speaks of; None where it speaks of none."""
    named = str(problem.fields.get("parameter") or problem.fields.get("field") or "")
    names = [one.name for one in question.fields]
    return named if named in names else (names[0] if names else None)


def _problem_of(one: Field, text: str) -> str | None:
    if not text:
        return _NEEDED if one.is_needed else None
    try:
        checked_value(one.name, text)
        _require_choice(one, text)
        if one.read is not None:
            one.read(text)
    except LandTrustError as problem:
        return form_sentence(problem.message)
    return None


def _require_choice(one: Field, text: str) -> None:
    if not one.choices:
        return
    known = {choice.code for choice in one.choices}
    given = text.split(",") if one.kind == "boxes" else [text]
    if not set(given) <= known:
        raise InvalidInput("Choose one of the answers that are offered.")


def _forget_others(given: dict[str, str], passed: list[Question]) -> None:
    """Let answers to questions that are not asked any more go."""
    asked = {one.name for question in passed for one in question.fields}
    for name in set(given) - asked:
        del given[name]
