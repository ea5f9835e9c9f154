"""One Jinja environment for every template that ships with the package; HTML is escaped, text is not."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape


@cache
def environment() -> Environment:
    """The environment: a name that a template does not get is an error, not an empty string."""
    return Environment(
        loader=PackageLoader("tracker", "templates"),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
