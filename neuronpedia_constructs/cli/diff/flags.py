"""What a pull request may not contain unseen."""

from __future__ import annotations

from typing import Final

FLAGS: Final = ("rejected", "data", "downtime", "exposure")
"""The words of `--fail-on`, in the order in which the report tells of them."""
