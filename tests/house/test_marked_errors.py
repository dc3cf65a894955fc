"""What is said of errors can be said in any language: nothing is put together in English."""

import ast
from collections.abc import Iterable, Iterator, Mapping

import pytest

from tests.english_only import SAID_IN_ENGLISH, is_said_in_english
from tests.marked_texts import SAID_ERRORS, called, literal, python_files


def faults(tree: ast.Module) -> Iterator[str]:
    """Each error of a file whose sentence only English can say."""
    constants = _assigned(_own_nodes(tree))
    for scope in ast.walk(tree):
        if isinstance(scope, ast.Module | ast.FunctionDef):
            own = list(_own_nodes(scope))
            named = constants | _assigned(own)
            for node in own:
                yield from _faults_of(node, named)


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """What belongs to a function or to the file, and to no function within."""
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef):
            waiting.extend(ast.iter_child_nodes(node))


def _faults_of(node: ast.AST, named: Mapping[str, list[ast.expr]]) -> Iterator[str]:
    if isinstance(node, ast.Call) and node.args and _is_error(node):
        message = node.args[0]
        texts = named.get(message.id, []) if isinstance(message, ast.Name) else [message]
        if any(_is_put_together(text) for text in texts):
            yield f"{node.lineno}: put together in English"
        elif isinstance(message, ast.Name) and any(literal(text) for text in texts):
            yield f"{node.lineno}: “{message.id}” is a text that no catalog will find"
    elif isinstance(node, ast.ClassDef) and _is_kind_of_error(node):
        yield from _faults_of_class(node)


def _is_error(call: ast.Call) -> bool:
    return called(call) in SAID_ERRORS


def _assigned(nodes: Iterable[ast.AST]) -> dict[str, list[ast.expr]]:
    """What names stand for, wherever they are given a value."""
    found: dict[str, list[ast.expr]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
    return found


def _is_put_together(text: ast.expr) -> bool:
    if isinstance(text, ast.IfExp):
        return _is_put_together(text.body) or _is_put_together(text.orelse)
    if isinstance(text, ast.Call):
        return called(text) in {"format", "join"}
    return isinstance(text, ast.JoinedStr | ast.BinOp)


def _is_kind_of_error(of: ast.ClassDef) -> bool:
    return any(isinstance(base, ast.Name) and base.id in SAID_ERRORS for base in of.bases)


def _faults_of_class(of: ast.ClassDef) -> Iterator[str]:
    for node in ast.walk(of):
        if isinstance(node, ast.Assign) and _names(node, "title"):
            texts, what = [node.value], "a title"
        elif isinstance(node, ast.Call) and called(node) == "__init__":
            texts, what = node.args[:1], "a sentence"
        else:
            continue
        if any(literal(text) or _is_put_together(text) for text in texts):
            yield f"{node.lineno}: {what} that no catalog will find"


def _names(node: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in node.targets)


def test_what_pages_may_say_of_an_error_is_a_phrase_or_stands_there_as_it_is() -> None:
    found = [
        f"{place}:{fault}"
        for place, tree in python_files()
        if not is_said_in_english(place)
        for fault in faults(tree)
    ]
    assert found == []


def test_each_file_that_may_speak_english_is_there() -> None:
    places = [place for place, _ in python_files()]
    assert [one for one in SAID_IN_ENGLISH if not any(p.startswith(one) for p in places)] == []


@pytest.mark.parametrize(
    "code",
    [
        'raise InvalidInput(f"{name} is wrong.")',
        'raise InvalidInput("is wrong: " + name)',
        'raise InvalidInput("%s is wrong." % name)',
        'raise InvalidInput("{} is wrong.".format(name))',
        'raise InvalidInput(", ".join(names))',
        'msg = f"{name} is wrong."\nraise NotFound(msg, number=1)',
        'msg = "It is wrong."\nraise errors.NotFound(msg)',
        'msg = "It is wrong." if one else f"{name} is wrong."\nraise NotFound(msg)',
        'class Wrong(RuleBroken):\n    title = "Wrong"',
        'class Wrong(RuleBroken):\n    def __init__(self):\n        super().__init__("Wrong.")',
    ],
)
def test_a_sentence_that_only_english_can_say_is_found(code: str) -> None:
    assert len(list(faults(ast.parse(code)))) == 1


@pytest.mark.parametrize(
    "code",
    [
        'raise InvalidInput("It is wrong.", parameter="name")',
        'raise InvalidInput(Phrase("%(name)s is wrong.", name=name))',
        'msg = counted("%(num)s row", "%(num)s rows", 2)\nraise NotFound(msg)',
        "raise NotFound(problem.message) from problem",
        'def one():\n    msg = f"{name}"\n    log(msg)\ndef two(msg):\n    raise NotFound(msg)',
        'raise ConfigurationError(f"{name} is wrong.")',
    ],
)
def test_a_sentence_that_any_language_can_say_is_left_alone(code: str) -> None:
    assert list(faults(ast.parse(code))) == []
