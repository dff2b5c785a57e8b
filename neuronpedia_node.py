"""Node.js, which jsii starts as soon as cdk8s is imported: find it, or say what is wrong with it.

This module is not in the package because a .pth file imports it whenever Python starts: a `main.py` usually imports
cdk8s first, and then it would be too late. Elsewhere, the package imports it.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

_OLDEST = (16, 20)
"""The oldest version that cdk8s supports: https://github.com/cdk8s-team/cdk8s-core/blob/2.x/package.json."""
_FIX = "Fix: pip install 'neuronpedia-constructs[node]', or install a Node.js that the Node.js project supports."


class BeforeJsii:
    """Find Node.js right before Python finds jsii."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Find nothing, but do it late."""
        del path, target
        if name == "jsii":
            sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != type(self).__name__]
            find_node()


def find_node() -> None:
    """Let jsii use the Node.js of this virtual environment, otherwise the one on PATH.

    What else is wrong with it shows only when jsii starts it, and is told then.

    Raises:
        SystemExit: there is none.
    """
    beside = os.path.join(os.path.dirname(sys.executable), "node.exe" if os.name == "nt" else "node")
    if "JSII_NODE" not in os.environ and os.access(beside, os.X_OK):
        os.environ["JSII_NODE"] = beside
    if wrong := _missing(_node()):
        raise SystemExit(_told(wrong))
    printed = sys.excepthook

    def explain(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        wrong = _fault(_node()) if _is_of_jsii(trace) else None
        if wrong:
            print(_told(wrong), file=sys.stderr)
            sys.unraisablehook = lambda _: None  # jsii fails again when it stops
        else:
            printed(kind, error, trace)

    sys.excepthook = explain


def _node() -> str:
    return os.environ.get("JSII_NODE", "node")


def _told(wrong: str) -> str:
    return f"{wrong}. jsii runs the constructs of cdk8s in it.\n{_FIX}"


def _is_of_jsii(trace: TracebackType | None) -> bool:
    """Return whether an error was raised in jsii, or in what it called."""
    while trace is not None:
        if str(trace.tb_frame.f_globals.get("__name__", "")).startswith("jsii."):
            return True
        trace = trace.tb_next
    return False


def _missing(node: str) -> str | None:
    import shutil  # noqa: PLC0415 - not at each start of Python

    if shutil.which(node):
        return None
    return "Node.js is missing: there is no program node in PATH" if node == "node" else f"{node!r} does not exist"


def _fault(node: str) -> str | None:
    """Return what is wrong with a Node.js, or None."""
    import shutil  # noqa: PLC0415 - not at each start of Python
    import subprocess  # noqa: PLC0415

    if wrong := _missing(node):
        return wrong
    try:
        found = subprocess.run(
            [node, "--print", "process.versions.node"], stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except OSError as error:
        return f"Node.js cannot be started: {shutil.which(node)}: {error.strerror}"
    version = found.stdout.decode(errors="replace").strip()
    numbers = version.split(".")
    if found.returncode or not all(number.isdecimal() for number in numbers[:2]):
        return f"Node.js does not work: {shutil.which(node)} ends with exit code {found.returncode}"
    if tuple(map(int, numbers[:2])) < _OLDEST:
        return f"Node.js {version} is too old: {shutil.which(node)}; {'.'.join(map(str, _OLDEST))} or newer is needed"
    return None


def install() -> None:
    """Be there when jsii is imported, once."""
    if "jsii" not in sys.modules and not any(type(found).__name__ == BeforeJsii.__name__ for found in sys.meta_path):
        sys.meta_path.insert(0, BeforeJsii())


install()
