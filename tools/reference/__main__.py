"""Write docs/reference/ anew: `python -m tools.reference`."""

from __future__ import annotations

from .pages import FOLDER, pages
from .problems import collect


def main() -> None:
    """Write every page, and remove those that are no longer made."""
    made = pages(collect())
    FOLDER.mkdir(exist_ok=True)
    for file in set(FOLDER.iterdir()) - {FOLDER / name for name in made}:
        file.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
