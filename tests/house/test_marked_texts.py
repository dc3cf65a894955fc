"""Whatever the pages say can be said in another language: no text stands in them unmarked."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import landtrust.web

WEB = Path(landtrust.web.__file__).parent
MODULES = sorted(str(path.relative_to(WEB)) for path in WEB.rglob("*.py"))

# A letter beside a blank, or a word with a capital letter at the beginning.
_WORDS = re.compile(r"[^\W\d_]{2}[,.:;?!”]?\s|\s[“(]?[^\W\d_]{2}|^[A-Z][a-z]")
_MARKS = {"Phrase", "counted", "gettext", "ngettext", "_"}
_ERRORS = re.compile(
    r"[A-Z]\w*(Error|Input|Problem|Found|Broken|Allowed|Needed|Attempts|Room|Large|Busy)"
)
_NOT_FOR_READERS = re.compile(
    r"_log\.\w+"  # the log is English, for whoever runs the site
    r"|.*\.headers\.\w+"  # what programs say to each other
    r"|re\.\w+"
    r"|TypeVar|Blueprint|Gauge|Counter|Histogram"
)
_HEADERS = re.compile(r".*\.headers\[.*\]|headers")


def unmarked(source: str) -> list[tuple[int, str]]:
    """The texts of a module that no catalog can have, each with its line."""
    found = _Texts()
    found.visit(ast.parse(source))
    return found.unmarked


class _Texts(ast.NodeVisitor):
    """Walks through a module, past what is marked and what no reader sees."""

    def __init__(self) -> None:
        self.unmarked: list[tuple[int, str]] = []

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring
            self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        if not any(_HEADERS.fullmatch(ast.unparse(one)) for one in node.targets):
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        called = ast.unparse(node.func)
        if _NOT_FOR_READERS.fullmatch(called):
            return
        for one in _seen(node, called):
            self.visit(one)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and _WORDS.search(node.value):
            self.unmarked.append((node.lineno, node.value))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        fixed = "…".join(str(one.value) for one in node.values if isinstance(one, ast.Constant))
        if _WORDS.search(fixed):
            self.unmarked.append((node.lineno, fixed))
        for one in node.values:
            if isinstance(one, ast.FormattedValue):
                self.visit(one.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)


def _seen(node: ast.Call, called: str) -> Iterator[ast.expr]:
    """What of a call may be unmarked: all but the literals that the marking itself holds."""
    is_mark = called in _MARKS or _ERRORS.fullmatch(called)
    for one in node.args:
        if not (is_mark and isinstance(one, ast.Constant)):
            yield one
    yield from (one.value for one in node.keywords)


@pytest.mark.parametrize("module", MODULES)
def test_every_text_of_a_page_is_marked_for_translation(module: str) -> None:
    assert unmarked((WEB / module).read_text("utf-8")) == []
