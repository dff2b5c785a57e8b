"""The shell script that looks into an image for what manifests expect of it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .expected import Expected

_BEGIN = """\
checked=0 missing=0
check() { checked=$((checked + 1)); }
lacks() { missing=$((missing + 1)); echo "MISSING: $1"; }
command_there() { check; command -v "$1" >/dev/null || lacks "$1 is not on PATH: $2"; }
file_there() { check; [ -r "$1" ] || lacks "$1 is not there, or not readable by user $(id -u): $2"; }
writable() { check; [ -w "$1" ] || lacks "$1 is not writable by user $(id -u), whose pods mount a volume there"; }
"""

_END = """\
[ "$missing" = 0 ] || { echo "$missing of $checked checks failed"; exit 1; }
echo "all $checked checks passed"
"""

_VERSIONS = {
    "python": "import sys; print('.'.join(map(str, sys.version_info[:2])))",
    "node": "console.log(process.versions.node.split('.')[0])",
}
_SWITCH = {"python": "-c", "node": "-e"}

_IN_RANGE = """\
check
version="$({runtime} {switch} {print_version} 2>/dev/null)" || version=none
case " {versions} " in *" $version "*) ;; *) lacks "{runtime} is $version, and one of{listed} is needed" ;; esac
"""

_MODULE = "import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)"


def script(image: Expected, writable: Iterable[str] = ()) -> str:
    """Return the script. It prints a line for each thing that is missing, and exits with 1 if there is any.

    Args:
        image: what is expected.
        writable: folders where pods mount volumes. Default: none.
    """
    return "".join([_BEGIN, *_checks(image, writable), _END])


def _checks(image: Expected, writable: Iterable[str]) -> Iterator[str]:
    yield f"command_there {image.runtime} 'the server runs on it'\n"
    for command in image.commands:
        yield f"command_there {shlex.quote(command)} 'the start script runs in it'\n"
    versions = " ".join(_versions(image))
    yield _IN_RANGE.format(
        runtime=image.runtime,
        switch=_SWITCH[image.runtime],
        print_version=shlex.quote(_VERSIONS[image.runtime]),
        versions=versions,
        listed=f" {versions}",
    )
    yield f"file_there {shlex.quote(image.folder)} 'the folder in which the program starts'\n"
    for path, what in image.files.items():
        yield f"file_there {shlex.quote(path)} {shlex.quote(what)}\n"
    # Modules of the server itself are in its folder.
    yield f"cd {shlex.quote(image.folder)} 2>/dev/null\n"
    for module in image.modules:
        found = f"python -B -c {shlex.quote(_MODULE)} {module} 2>/dev/null"
        yield f'check; {found} || lacks "the Python module {module} cannot be imported"\n'
    for module, what in image.optional_modules.items():
        found = f"python -B -c {shlex.quote(_MODULE)} {module} 2>/dev/null"
        yield f"{found} || echo {shlex.quote(f'NOTE: no Python module {module}: {what}')}\n"
    for command, what in image.optional_commands.items():
        yield f"command -v {command} >/dev/null || echo {shlex.quote(f'NOTE: no {command}: {what}')}\n"
    for path in writable:
        yield f"writable {shlex.quote(path)}\n"


def _versions(image: Expected) -> list[str]:
    """Return all versions of the runtime in the range: Python's within major version 3, Node.js's even majors."""
    if image.runtime == "python":
        first, last = (int(version.partition(".")[2]) for version in (image.oldest, image.newest))
        return [f"3.{minor}" for minor in range(first, last + 1)]
    return [str(major) for major in range(int(image.oldest), int(image.newest) + 1)]
