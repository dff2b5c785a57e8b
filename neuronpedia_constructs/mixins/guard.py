"""Run the code of mixins, turn what it raises into problems, and find the line that does something wrong."""

from __future__ import annotations

import sys
import sysconfig
import traceback
from bisect import bisect_left
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.validation.problems import Problem

from .mixin import Mixin, no_targets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import FrameType

    from constructs import IMixin

    from neuronpedia_constructs.draft.workload import WorkloadDraft

_PACKAGE = str(Path(__file__).parent.parent)

_LIBRARIES = tuple(sysconfig.get_paths()[name] for name in ("stdlib", "purelib", "platlib"))
"""Folders of code that is not the user's own."""

FAILURES = (Exception, SystemExit)
"""What the code of a mixin may raise. A mixin that exits would end the program silently."""

Around = Callable[[Callable[[], object]], None]
"""Calls the code of a mixin."""
_Line = tuple[str, int]

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


def origin(mixin: IMixin, is_wrong: Callable[[Around], bool]) -> str:
    """Return the mixin, and the file and line of its code, after which something is wrong.

    Args:
        mixin: the mixin.
        is_wrong: applies the mixin to a copy of what it changes, calling its code through its argument, and returns
            whether the result is wrong.
    """
    lines: list[_Line] = []
    is_wrong(lambda call: _run(call, lines))

    def is_wrong_after(steps: int) -> bool:
        with suppress(*FAILURES):  # a change that is half done may be anything
            return is_wrong(lambda call: _run(call, [], steps))
        return False

    first = bisect_left(range(len(lines)), True, key=lambda index: is_wrong_after(index + 1))
    place = "{}, line {}".format(*lines[first]) if first < len(lines) else _definition(mixin)
    return f"{name_of(mixin)} in {place}"


class _Stopped(BaseException):
    """The code of a mixin has run as many lines as it should."""


def _run(call: Callable[[], object], lines: list[_Line], most: int | None = None) -> None:
    """Call the code of a mixin, record its lines, and stop it after as many as given."""

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if _is_foreign(frame.f_code.co_filename):
            return None
        if event == "line":
            if most is not None and len(lines) >= most:
                raise _Stopped
            lines.append((frame.f_code.co_filename, frame.f_lineno))
        return trace

    outer = sys.gettrace()
    sys.settrace(trace)
    try:
        with suppress(_Stopped, *FAILURES):
            call()
    finally:
        sys.settrace(outer)


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
