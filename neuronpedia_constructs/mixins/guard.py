"""Run the code of mixins, turn what it raises into problems, and find the line that does something wrong."""

from __future__ import annotations

import sys
import sysconfig
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.validation.problems import Problem

from .mixin import Mixin, no_targets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from types import FrameType

    from constructs import IMixin

    from neuronpedia_constructs.draft.workload import WorkloadDraft

_PACKAGE = str(Path(__file__).parent.parent)

_LIBRARIES = tuple(sysconfig.get_paths()[name] for name in ("stdlib", "purelib", "platlib"))
"""Folders of code that is not the user's own."""

FAILURES = (Exception, SystemExit)
"""What the code of a mixin may raise. A mixin that exits would end the program without a word."""

_METHODS = ("apply_to_draft", "apply_to_server", "amend", "apply_to")


def is_own(mixin: IMixin) -> bool:
    """Return whether a mixin is the user's own, not the library's."""
    return not type(mixin).__module__.startswith(f"{Mixin.__module__.partition('.')[0]}.")


def name_of(mixin: IMixin) -> str:
    """Return the name of a mixin for messages."""
    name = getattr(mixin, "name", None)
    return f"{type(mixin).__name__} {name!r}" if isinstance(name, str) else type(mixin).__name__


def raised(mixin: IMixin, error: BaseException, method: str = "") -> Problem:
    """Return the exception of a mixin as a problem."""
    frames = traceback.extract_tb(error.__traceback__)
    # Where the user's own code failed, not where a library that it called did.
    found = next(((at.filename, at.lineno) for at in reversed(frames) if not _is_foreign(at.filename)), None)
    place = f"{found[0]}, line {found[1]}" if found else _definition(mixin, method)
    cause = f"{name_of(mixin)} raised {error!r} in {place}"
    return Problem("mixin.failed", "mixin", cause, "a mixin that raises nothing", "correct the mixin")


def argument_problems(mixin: Mixin) -> list[Problem]:
    """Return the problems of a mixin's own arguments."""
    return _listed(mixin, mixin.problems, "problems")


def target_problems(mixin: IMixin, targets: Sequence[WorkloadDraft]) -> list[Problem]:
    """Return the problems of a mixin with the workloads that it reaches."""
    if not isinstance(mixin, Mixin):
        return list(no_targets(mixin, targets))
    return _listed(mixin, lambda: mixin.problems_with_targets(targets), "problems_with_targets")


def has_wrong_arguments(mixin: IMixin) -> bool:
    """Return whether a mixin has problems of its own, which are reported once, for the scope that it was given to."""
    return isinstance(mixin, Mixin) and any(not problem.warning for problem in argument_problems(mixin))


def _listed(mixin: Mixin, find: Callable[[], Iterable[Problem]], method: str) -> list[Problem]:
    try:
        found = list(find())
        for problem in found:
            if not isinstance(problem, Problem):
                raise TypeError(f"{problem!r} is not a Problem")
    except FAILURES as error:
        return [raised(mixin, error, method)]
    return found


def origin(mixin: IMixin, run: Callable[[], object], is_wrong: Callable[[], bool]) -> str:
    """Return the mixin, and the file and line of its code, after which something is wrong.

    Args:
        mixin: the mixin.
        run: runs its code once more, on a copy of what it changes.
        is_wrong: whether that copy is wrong by now.
    """
    found = _first_wrong_line(run, is_wrong)
    place = f"{found[0]}, line {found[1]}" if found else _definition(mixin)
    return f"{name_of(mixin)} in {place}"


def _first_wrong_line(run: Callable[[], object], is_wrong: Callable[[], bool]) -> tuple[str, int] | None:
    before: list[tuple[str, int]] = []
    found: list[tuple[str, int]] = []

    def is_wrong_now() -> bool:
        with suppress(Exception):  # a change may be half done
            return is_wrong()
        return False

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if _is_foreign(frame.f_code.co_filename):
            return None
        if before and not found and is_wrong_now():
            found.append(before[-1])
        if event == "line":
            before.append((frame.f_code.co_filename, frame.f_lineno))
        return trace

    outer = sys.gettrace()
    sys.settrace(trace)
    try:
        with suppress(*FAILURES):
            run()
    finally:
        sys.settrace(outer)
    return next(iter(found), before[-1] if before and is_wrong_now() else None)


def _definition(mixin: IMixin, method: str = "") -> str:
    """Return where the code of a mixin begins."""
    kind = type(mixin)
    functions = (getattr(kind, name, None) for name in ((method,) if method else _METHODS))
    codes = [code for function in functions if (code := getattr(function, "__code__", None)) is not None]
    code = next((code for code in codes if not _is_foreign(code.co_filename)), None)
    return f"{code.co_filename}, line {code.co_firstlineno}" if code else f"class {kind.__module__}.{kind.__qualname__}"


def _is_foreign(file: str) -> bool:
    # Generated code, such as that of a dataclass, has no file.
    return file.startswith((_PACKAGE, *_LIBRARIES)) or (file.startswith("<") and file != "<stdin>")
