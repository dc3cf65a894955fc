"""The headers that keep a page to itself: what it may load, run, frame and tell others."""

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, g

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def csp_nonce() -> str:
    """The word of this one response that its own scripts and styles carry."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def protect(app: Flask, base_map_url: str | None, tiles_url: str | None = None) -> None:
    """Send the headers with every response of this app, and offer templates the nonce.

    Args:
        app: The app.
        base_map_url: Pattern of the base map's tiles; its origin is the one third party that
            images may come from. None: no third party at all.
        tiles_url: Pattern of the parcel tiles where another host has them. None: none has.
    """
    images = " ".join(["'self'", "data:", "blob:", *_origins(base_map_url)])
    connections = " ".join(["'self'", *_origins(base_map_url), *_origins(tiles_url)])
    app.jinja_env.globals["csp_nonce"] = csp_nonce

    @app.after_request
    def _add_headers(response: Response) -> Response:
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", _policy(images, connections))
        return response


def _policy(images: str, connections: str) -> str:
    nonce = f"'nonce-{csp_nonce()}'"
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {nonce}",
            f"style-src 'self' {nonce}",
            f"img-src {images}",
            f"connect-src {connections}",
            "worker-src 'self'",
            "object-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        )
    )


def _origins(address: str | None) -> list[str]:
    if address is None:
        return []
    parts = urlsplit(address)
    # Patterns may vary the host, as in {s}.example.org; CSP knows * for that.
    host = parts.netloc.replace("{s}", "*")
    return [f"{parts.scheme}://{host}"] if parts.scheme in ("http", "https") and host else []
