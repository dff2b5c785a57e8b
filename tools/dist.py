"""Put the manifests that main.py wrote into dist/, once they are all there; `cdk8s synth` runs this after main.py.

cdk8s empties its output folder before it runs the app, and leaves it empty when the app fails. So its output folder is
build/manifests, and dist/ changes only here: file by file, and only by a rename, which a full disk cannot interrupt.
"""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

OUTPUT: Final = "build/manifests"
"""The output folder in cdk8s.yaml. With another one, from --output, --stdout or --format helm, dist/ is left alone."""

DIST: Final = Path("dist")
MANIFESTS: Final = "*.k8s.yaml"

LABELS: Final = {"app.kubernetes.io/part-of": "neuronpedia", "app.kubernetes.io/managed-by": "cdk8s"}
"""The labels of every object that an environment makes, by which its file is recognised."""


class NotWrittenError(Exception):
    """dist/ could not be written; the message says why, and what is in it now."""


def main() -> int:
    """Publish what main.py wrote to the output folder of cdk8s, and return the exit code."""
    output = os.environ.get("CDK8S_OUTDIR")
    if not output:
        return _refuse("this is a part of `cdk8s synth`: run that")
    is_default = output == OUTPUT
    if not any(Path(output).rglob(MANIFESTS if is_default else "*.*")):
        return _refuse("main.py wrote nothing: does it call app.synth()?")
    if is_default:
        try:
            publish(Path(output), DIST)
        except NotWrittenError as error:
            return _refuse(str(error))
    return 0


def publish(output: Path, dist: Path) -> None:
    """Make the manifests in `dist` those in `output`.

    A file whose content stays the same is not touched, and neither is any that is not a manifest. A manifest that is
    only in `dist` is removed if it is one of ours; another stays, and standard error names it.

    Raises:
        NotWrittenError: the new files could not be written or put in place, or an old one could not be removed.
    """
    replaced: list[str] = []
    try:
        manifests = {file.relative_to(output): file.read_bytes() for file in sorted(output.rglob(MANIFESTS))}
        with ExitStack() as cleanup:
            written = [
                (_write_beside(place, content, cleanup), place)
                for place, content in ((_place(dist / name), content) for name, content in manifests.items())
                if not _holds(place, content)
            ]
            for temporary, place in written:
                temporary.replace(place)
                replaced.append(place.name)
        _remove_old(dist, manifests)
    except OSError as error:
        state = f"it has the new {', '.join(replaced)}, and is otherwise as it was" if replaced else "it is as it was"
        raise NotWrittenError(f"dist/ could not be written: {error}; {state}") from None


def _place(file: Path) -> Path:
    """Return where a file really is, so that a link stays a link."""
    place = Path(os.path.realpath(file))
    if place.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(file))
    return place


def _holds(place: Path, content: bytes) -> bool:
    return place.is_file() and place.read_bytes() == content


def _write_beside(place: Path, content: bytes, cleanup: ExitStack) -> Path:
    """Write a file of another name in the same folder, and return it; it is removed if it is still there at the end."""
    _make_folder(place.parent, cleanup)
    descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.", suffix=".tmp")
    temporary = Path(name)
    cleanup.callback(temporary.unlink, missing_ok=True)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        with suppress(PermissionError):  # some mounts have no permissions to set
            os.fchmod(descriptor, _mode(place))
        os.fsync(descriptor)
    return temporary


def _make_folder(folder: Path, cleanup: ExitStack) -> None:
    """Make a folder, which is removed if it is still empty at the end."""
    if not folder.is_dir():
        if folder.parent != folder:
            _make_folder(folder.parent, cleanup)
        folder.mkdir()
        cleanup.callback(_remove_if_empty, folder)


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _mode(place: Path) -> int:
    """Return the permissions of the file that is there, or of a new one."""
    if place.exists():
        return place.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _remove_old(dist: Path, manifests: Mapping[Path, bytes]) -> None:
    for file in _others(dist, manifests.keys()):
        if _is_ours(file):
            file.unlink()
        else:
            print(
                f"dist: {file} stays: main.py does not write it, and not all objects in it have the labels of an "
                "environment; remove it if nobody needs it",
                file=sys.stderr,
            )


def _others(dist: Path, names: Collection[Path]) -> Iterator[Path]:
    """Yield the manifests that were not written now, in the folders that main.py writes to."""
    folders = {Path(), *(name.parent for name in names)}
    for folder in sorted(folders):
        for file in sorted((dist / folder).glob(MANIFESTS)):
            if file.relative_to(dist) not in names:
                yield file


def _is_ours(file: Path) -> bool:
    """Tell whether a file holds objects of an environment, and no others."""
    if file.is_symlink():
        return False
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        objects = [found for found in yaml.load_all(file.read_text(encoding="utf-8"), loader) if found is not None]
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return False
    return bool(objects) and all(_labels(found).items() >= LABELS.items() for found in objects)


def _labels(found: object) -> Mapping[str, object]:
    metadata = found.get("metadata") if isinstance(found, dict) else None
    labels = metadata.get("labels") if isinstance(metadata, dict) else None
    return labels if isinstance(labels, dict) else {}


def _refuse(message: str) -> int:
    print(f"dist: {message}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
