"""rowi's engines in the process: RELAX NG, XSLT, and KIWI descriptions."""

from ._native import (
    Finding,
    RowiError,
    Schema,
    Stylesheet,
    __version__,
    check,
    check_text,
    explain,
    upgrade,
    xpath,
)

__all__ = [
    "Finding",
    "RowiError",
    "Schema",
    "Stylesheet",
    "__version__",
    "check",
    "check_text",
    "explain",
    "upgrade",
    "xpath",
]
