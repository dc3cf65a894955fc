"""The bar that long commands move."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)


@contextmanager
def progress_bar(
    console: Console, description: str = "", total: float | None = None
) -> Iterator[Callable[..., None]]:
    """A bar that counts what is done, and is gone at the end of the block; gives what moves it.

    Args:
        console: Where it stands.
        description: What is done; a name in it is no markup.
        total: How much there is to do; None where that is not known yet.
    """
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        yield partial(bar.update, bar.add_task(description, total=total))
