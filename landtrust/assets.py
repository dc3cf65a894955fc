"""Where templates, static files and data lie: in the installed package, else beside it."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    packaged = _PACKAGE / name
    return packaged if packaged.is_dir() else _PACKAGE.parent / name


def templates_folder() -> Path:
    """The Jinja templates."""
    return _folder("templates")


def static_folder() -> Path:
    """The style sheets, scripts and vendored libraries."""
    return _folder("static")


def data_folder() -> Path:
    """The sources, code lists, boundaries and the sample."""
    return _folder("data")
