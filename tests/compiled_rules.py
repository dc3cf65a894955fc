"""Patterns of addresses, made into functions once in a process: each site would do it anew."""

from collections.abc import Callable, Hashable

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]

_make: Callable[[Rule, bool], Builder] = Rule._compile_builder  # noqa: SLF001 - there is no way in
_made: dict[Hashable, Builder] = {}


def compiled_once(rule: Rule, append_unknown: bool = True) -> Builder:  # noqa: FBT001, FBT002 - as werkzeug has it
    """What makes an address of a rule's values; it knows nothing of the site that it is for."""
    converters, trace = rule._converters, tuple(rule._trace)  # noqa: SLF001 - all that it is made of
    given = tuple(
        (name, converters[name].to_url(value) if name in converters else None)
        for name, value in (rule.defaults or {}).items()
    )
    key = (rule.rule, trace, given, append_unknown)
    if key not in _made:
        _made[key] = _make(rule, append_unknown)
    return _made[key]
