"""The errors that Landtrust raises, one class for each thing a caller can do about it."""

from typing import ClassVar

from landtrust.phrases import Phrase


class LandTrustError(Exception):
    """Something that the person who asked should read, in one plain sentence.

    Args:
        message: The sentence, naming the thing that is wrong.
        fields: What a program may want to know of it, by name.
    """

    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 500
    title: ClassVar[Phrase] = Phrase("Something went wrong")

    def __init__(self, message: str, **fields: object) -> None:
        """Keep the sentence, as it can be said in any language, and the fields."""
        super().__init__(message)
        self.message = message
        self.fields = fields


class InvalidInput(LandTrustError):  # noqa: N818 - named for what it says, as the whole tree
    """What was given cannot be used: a file, a parameter, a form field."""

    exit_code = 2
    http_status = 400
    title = Phrase("That input cannot be used")


class NotOffered(InvalidInput):
    """What there is can be had in other forms than those that were asked for."""

    http_status = 406
    title = Phrase("Not in that form")


class SourceProblem(LandTrustError):  # noqa: N818
    """A place where data come from failed or answered with something else."""

    exit_code = 3
    http_status = 502
    title = Phrase("A data source failed")


class NotFound(LandTrustError):  # noqa: N818
    """Nothing here has that name."""

    exit_code = 4
    http_status = 404
    title = Phrase("Not found")


class Gone(NotFound):
    """Something of that name was here, and was taken away on purpose."""

    http_status = 410
    title = Phrase("Withdrawn")


class RuleBroken(LandTrustError):  # noqa: N818
    """The request is well formed, and a rule of the model forbids it."""

    exit_code = 5
    http_status = 409
    title = Phrase("A rule forbids this")


class NotAllowed(LandTrustError):  # noqa: N818
    """The one who asks may not."""

    exit_code = 6
    http_status = 403
    title = Phrase("Not allowed")


class SignInNeeded(NotAllowed):
    """Nobody is signed in, and this is for people who are."""

    http_status = 401
    title = Phrase("Sign in")


class TooManyAttempts(LandTrustError):  # noqa: N818
    """Wrong passwords came one after the other; the next may be tried in a while.

    Args:
        message: The sentence.
        retry_after_seconds: After how long.
    """

    exit_code = 75
    http_status = 429
    title = Phrase("Too many attempts")

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        """Keep the sentence and the wait."""
        super().__init__(message, retry_after_seconds=retry_after_seconds)
        self.retry_after_seconds = retry_after_seconds


class Busy(LandTrustError):  # noqa: N818
    """Too much is going on just now; the same request may work in a while."""

    exit_code = 75
    http_status = 503
    title = Phrase("Busy")


class TooLarge(InvalidInput):
    """What was sent is more than is taken."""

    http_status = 413
    title = Phrase("Too large")


class NoRoom(LandTrustError):  # noqa: N818
    """The disk is full: nothing was stored."""

    exit_code = 74
    http_status = 507
    title = Phrase("No room left")


class ConfigurationError(LandTrustError):
    """The settings cannot work; the message names every problem at once."""

    exit_code = 78
    title = Phrase("The configuration cannot work")
