"""Whatever pages say can be said in another language: no text of theirs is put together."""

import ast
import re
from collections.abc import Iterator
from types import MappingProxyType

from tests.marked_texts import SAID_ERRORS, called, python_files

_PAGES = "landtrust/web/"

# A letter beside a blank, or a word with a capital letter at the beginning.
_READABLE = re.compile(r"[^\W\d_]{2}[,.:;?!”]?\s|\s[“(]?[^\W\d_]{2}|^[A-Z][a-z]")
_MARKS = frozenset({"Phrase", "counted", "gettext", "ngettext", "_", "say"}) | SAID_ERRORS
_NOT_SAID = re.compile(
    r"_log\.\w+"  # the log is English, for whoever runs the site
    r"|re\.\w+"
    r"|.*\.headers\.\w+|.*\.set_cookie"
    r"|cast|TypeVar|ParamSpec|ConfigurationError"
)
_HEADER = re.compile(r".*\.headers\[.*\]|headers")
_FOR_PROGRAMS = re.compile(
    r"[a-z]+/[a-z.+-]+; charset=utf-8"
    r"|(public|private), [a-z-]+.*"  # how long something is kept
    r"|[A-Z][a-z]+(-[A-Z][a-z]+)+"  # the name of a header
    r"|(attachment; filename|default-src).*"
)

EXCEPTIONS = MappingProxyType(
    {
        "languages.py": {"English", "Español", ' lang="en"'},  # each says its own name itself
        "errors.py": {"Allow", "Location"},  # names of headers
        "finding_words.py": {" County"},  # of a question, as the search reads it
        "holdings_files.py": {"The file"},  # of a file on the disk; what is wrong names it
        "known_browsers.py": {"a browser of "},  # salt of a signature
        "loaded.py": {"; list=/snapshots.json"},  # of a header
        "offline.py": {"any maskable"},  # of a manifest
        "ogc/tilesets.py": {"Lon", "Lat"},  # axes, as programs call them
        "owner_words.py": {r"\g<what> OF \g<name>"},  # how rolls turn names round
        "sessions.py": {"Lax", "Cookie"},  # of a cookie; of a header
        "suggestion_guard.py": {"the link of a suggestion", "a form of residents"},  # salts
        "suggestion_pages.py": {"a resident", "noindex, nofollow"},  # in the book; of a header
    }
)
"""Texts that no reader sees, or that are the same in each language; each argued."""

FOR_NO_READER = MappingProxyType(
    {
        "health_pages.py": "JSON for whoever watches over the site",
        "ogc/answers.py": "headers",
        "open_answers.py": "headers",
        "ogc/definition_schemas.py": "JSON Schema, which names types for programs",
        "metrics.py": "numbers for whoever watches over the site",
        "secret_key.py": "what keeps a site from starting, for whoever runs it",
        "security.py": "headers",
        "static_files.py": "robots.txt and headers",
    }
)
"""Modules whose texts are for programs, or for whoever runs a site."""


def unmarked(tree: ast.Module) -> list[tuple[int, str]]:
    """The texts of a module that no catalog can have, each with its line."""
    found = _Texts()
    found.visit(tree)
    return found.unmarked


class _Texts(ast.NodeVisitor):
    """Walks through a module, past what is marked and what no reader sees."""

    def __init__(self) -> None:
        self.unmarked: list[tuple[int, str]] = []

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring
            self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        if not any(_HEADER.fullmatch(ast.unparse(one)) for one in node.targets):
            self.visit(node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for one in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults, *node.body):
            if one is not None:
                self.visit(one)

    def visit_Call(self, node: ast.Call) -> None:
        if _NOT_SAID.fullmatch(ast.unparse(node.func)):
            return
        is_mark = called(node) in _MARKS
        for one in (*node.args, *(keyword.value for keyword in node.keywords)):
            if not (is_mark and isinstance(one, ast.Constant)):
                self.visit(one)

    def visit_Dict(self, node: ast.Dict) -> None:
        for one in node.values:  # keys are codes
            self.visit(one)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        self._look_at(node, node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        fixed = (str(one.value) for one in node.values if isinstance(one, ast.Constant))
        self._look_at(node, "…".join(fixed))
        for one in node.values:
            if isinstance(one, ast.FormattedValue):
                self.visit(one.value)

    def _look_at(self, node: ast.expr, text: object) -> None:
        if isinstance(text, str) and _READABLE.search(text) and not _FOR_PROGRAMS.fullmatch(text):
            self.unmarked.append((node.lineno, text))


def _unmarked_in_pages() -> Iterator[tuple[str, int, str]]:
    for place, tree in python_files():
        module = place.removeprefix(_PAGES)
        if module != place and module not in FOR_NO_READER:
            yield from ((module, line, text) for line, text in unmarked(tree))


def test_every_text_of_a_page_is_marked_for_translation() -> None:
    found = [
        f"{module}:{line}: {text}"
        for module, line, text in _unmarked_in_pages()
        if text not in EXCEPTIONS.get(module, ())
    ]
    assert found == []


def test_each_exception_is_needed() -> None:
    there = {(module, text) for module, _, text in _unmarked_in_pages()}
    excepted = {(module, text) for module, texts in EXCEPTIONS.items() for text in texts}
    assert excepted <= there
    modules = dict(python_files())
    assert [one for one in FOR_NO_READER if not unmarked(modules[_PAGES + one])] == []


def test_what_is_put_together_or_forgotten_is_found() -> None:
    tree = ast.parse(
        '''
"""A docstring of many words."""
_log.info("written down")
TITLE = "Forgotten"
GOOD = Phrase("Marked, %(name)s", name=given("a_code"))
def words(name: "Name") -> "Text":
    """Another docstring."""
    response.headers["Vary"] = "Accept Language"
    raise InvalidInput("An error that is collected as it is.")
    raise InvalidInput(f"There is no {name}.")
    return f"{name}_{1}" + f"since {name}" + {"a code": "a word"}["a code"]
'''
    )
    assert unmarked(tree) == [
        (4, "Forgotten"),
        (10, "There is no …."),
        (11, "since "),
        (11, "a word"),
    ]
