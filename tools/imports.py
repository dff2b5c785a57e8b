"""Write imports/ anew: a module for each file in crds/, which `cdk8s import` makes."""

from __future__ import annotations

import hashlib
import os
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).parent.parent
SCHEMAS = sorted((ROOT / "crds").glob("*.yaml"))
FOLDER = ROOT / "imports"
SUMS = FOLDER / "SHA256SUMS"

_TOOLS = (Path(sys.executable).parent, ROOT / "node_modules" / ".bin")
_BLOCK = 0xFFFF


def main() -> None:
    """Replace the folder once every module is made."""
    with tempfile.TemporaryDirectory() as made, ThreadPoolExecutor(os.cpu_count()) as pool:
        for name in pool.map(partial(generate, folder=Path(made)), SCHEMAS):
            print(name)
        shutil.rmtree(FOLDER, ignore_errors=True)
        shutil.copytree(made, FOLDER)
    SUMS.write_text(sums(), encoding="utf-8")


def sums() -> str:
    """List the digests of the schemas and of all that was made from them, as `sha256sum --check` reads them."""
    files = [file for file in sorted(FOLDER.rglob("*")) if file.is_file() and "__pycache__" not in file.parts]
    return "".join(
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(ROOT).as_posix()}\n"
        for file in [*SCHEMAS, *files]
        if file != SUMS
    )


def generate(schema: Path, folder: Path) -> str:
    """Make the module of a schema and return its name, which is that of the file."""
    name = schema.stem.replace("-", "_")
    with tempfile.TemporaryDirectory() as scratch:
        # jsii takes an assembly for one that it has loaded if they have the same name: the prefix keeps ours apart.
        run_import(f"neuronpedia_constructs_{name}:={schema}", Path(scratch))
        (archive,) = Path(scratch).rglob("*.jsii.tgz")
        normalize(archive)
        shutil.move(archive.parent.parent, folder / name)
    return name


def run_import(spec: str, folder: Path) -> None:
    """Run `cdk8s import` in a folder, where it finds no cdk8s.yaml to read or change."""
    command = ["cdk8s", "import", spec, "--language", "python", "--output", ".", "--save", "false"]
    path = os.pathsep.join([*map(str, _TOOLS), os.environ["PATH"]])
    environ = {**os.environ, "PATH": path, "CDK8S_CHECK_UPGRADE": "false"}
    result = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    if result.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{result.stdout}{result.stderr}")


def normalize(archive: Path) -> None:
    """Write an archive anew such that its bytes depend on nothing but the files in it."""
    content = BytesIO()
    with tarfile.open(archive) as old, tarfile.open(fileobj=content, mode="w", format=tarfile.USTAR_FORMAT) as new:
        for member in sorted(old.getmembers(), key=lambda member: member.name):
            entry = tarfile.TarInfo(member.name)
            entry.size = member.size
            new.addfile(entry, old.extractfile(member))
    archive.write_bytes(stored(content.getvalue()))


def stored(content: bytes) -> bytes:
    """Wrap bytes as gzip without compressing them: what a compressor makes of them is not the same on every machine."""
    blocks = [content[start : start + _BLOCK] for start in range(0, len(content), _BLOCK)]
    body = b"".join(
        struct.pack("<?HH", number == len(blocks), len(block), len(block) ^ _BLOCK) + block
        for number, block in enumerate(blocks, start=1)
    )
    header = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    return header + body + struct.pack("<II", zlib.crc32(content), len(content))


if __name__ == "__main__":
    main()
