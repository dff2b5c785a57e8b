"""Downloads what the inference server loads of a model: `python fetch.py REPOSITORY`, in an init container.

It continues what an earlier run, or another pod, began; huggingface_hub alone begins each file anew. It exits with 0
once the model is in the cache, and with 1 and a line if waiting cannot help.
"""

import errno
import fcntl
import glob
import hashlib
import logging
import os
import shutil
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path

from huggingface_hub import HfApi, constants, get_token, hf_hub_url, snapshot_download
from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, HFValidationError, RepositoryNotFoundError
from huggingface_hub.file_download import http_get, repo_folder_name
from huggingface_hub.utils.tqdm import disable_progress_bars

GIB = 2**30
REPORT = 30  # seconds between two lines
PAUSE, LONGEST_PAUSE = 1, 300  # seconds before trying again, doubled each time
STREAMS = 4  # files at a time
COMPLETE = "fetched"  # a file with the commit of which all is there

WEIGHTS = (".safetensors", ".bin", ".pt")  # vLLM loads the first kind that there is
OTHERS = (".json", ".txt", ".model", ".tiktoken", ".jinja", ".py")  # configuration, tokenizer, templates, code
TRAINING = ("training_args.bin", "optimizer.bin", "optimizer.pt", "scheduler.pt", "scaler.pt")
COPIES = ("original/", "onnx/")  # folders for other programs

UNKNOWN = "the hub has no model {0}, or hides it from HF_TOKEN: check the id, and the token in the Secret"
FULL = "the cache is full: enlarge its volume"
FINAL: dict[object, str] = {  # what waiting cannot help, by class, status or errno
    HFValidationError: "{0} is not the id of a model",
    GatedRepoError: "{0} is gated: accept its licence on its page, and put a token of that account into the Secret",
    RepositoryNotFoundError: UNKNOWN,
    401: "the hub refuses HF_TOKEN: put a valid token into the Secret",
    403: "{0} is forbidden: HF_TOKEN lacks the permission to read it, or a proxy is in the way",
    404: UNKNOWN,
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EACCES: "the cache cannot be written: its volume belongs to another user",
    errno.EROFS: "the cache cannot be written: its volume is read-only",
}
PASSING = (408, 429)  # of the statuses from 400 to 499

# OSError, and the error of httpx, whose package differs between versions of huggingface_hub.
FAILURES: tuple[type[Exception], ...] = (*HfHubHTTPError.__bases__, HFValidationError)


def main(repository: str) -> None:
    """Fetch a model, however often that takes.

    Trying again here is better than ending and being restarted: the log is whole, and the hub says how long to wait.
    It does not go unnoticed, because the rollout misses its deadline.
    """
    # The first process of a container gets this signal only if it handles it.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(143))
    disable_progress_bars()
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)  # Its warnings contain signed addresses.
    pause = PAUSE
    while True:
        started = time.monotonic()
        try:
            fetch(repository)
            return
        except FAILURES as error:
            text, asked = explain(error, repository)
            if is_complete(repository):
                say(f"{text}; the cache has the model of last time")
                return
            if time.monotonic() - started > LONGEST_PAUSE:
                pause = PAUSE
            say(f"{text}; trying again in {asked or pause} s")
            time.sleep(asked or pause)
            pause = min(2 * pause, LONGEST_PAUSE)


def fetch(repository: str) -> None:
    """Bring what the server loads into the cache."""
    if os.path.isabs(repository):
        say(f"{repository} is a folder: there is nothing to fetch")
        return
    cache = cache_of(repository)
    if constants.HF_HUB_OFFLINE:
        if not any(cache.glob("snapshots/*/config.json")):
            sys.exit(f"the cache has no {repository}, and HF_HUB_OFFLINE forbids fetching it")
        say(f"{repository} is in the cache")
        return
    model = HfApi().model_info(repository, files_metadata=True)
    files = model.siblings or []
    names = wanted([file.rfilename for file in files])
    if not any(name.endswith(WEIGHTS) for name in names):
        sys.exit(f"{repository} has no weights that the server loads: {', '.join(WEIGHTS)}")
    # The cache names a large file by its SHA-256. snapshot_download fetches the others, and makes the links.
    large = [
        (hf_hub_url(repository, file.rfilename, revision=model.sha), cache / "blobs" / file.lfs.sha256, file.lfs.size)
        for file in files
        if file.rfilename in names and file.lfs and file.lfs.size <= constants.MAX_HTTP_DOWNLOAD_SIZE
    ]
    download(repository, cache / "blobs", large)
    folder = Path(snapshot_download(repository, allow_patterns=[glob.escape(name) for name in names]))
    # If the hub fails just now, that returns what the cache has.
    if not all((folder / name).exists() for name in names):
        raise OSError("the hub failed")
    (cache / COMPLETE).write_text(folder.name)
    say(f"{repository}: complete")


def cache_of(repository: str) -> Path:
    """Return where the cache has a model."""
    return Path(constants.HF_HUB_CACHE) / repo_folder_name(repo_id=repository, repo_type="model")


def is_complete(repository: str) -> bool:
    """Whether an earlier run has fetched all of the commit that the server finds in the cache."""
    with suppress(OSError):
        return (cache_of(repository) / COMPLETE).read_text() == (cache_of(repository) / "refs/main").read_text()
    return False


def wanted(names: list[str]) -> list[str]:
    """Choose what vLLM or transformers loads from the files of a repository."""
    top = [name for name in names if "/" not in name]
    kinds = [kind for kind in WEIGHTS if any(name.endswith((kind, f"{kind}.index.json")) for name in top)]
    chosen = [name for name in names if name.endswith((*OTHERS, *kinds[:1]))]
    return [name for name in chosen if not name.startswith(COPIES) and not name.endswith(TRAINING)]


def download(repository: str, folder: Path, files: list[tuple[str, Path, int]]) -> None:
    """Fetch files, each with its address, its path and its bytes, and tell how far they are."""
    folder.mkdir(parents=True, exist_ok=True)
    total = sum(size for _, _, size in files)

    def progress() -> int:
        here = sum(size_of(path) or size_of(partial(path)) for _, path, _ in files)
        say(f"{repository}: {here / GIB:.2f} of {total / GIB:.2f} GiB")
        return total - here

    missing, free = progress(), shutil.disk_usage(folder).free
    if missing > free:
        sys.exit(f"{FULL}; {repository} needs {missing / GIB:.2f} GiB more, and {free / GIB:.2f} GiB are left")
    with ThreadPoolExecutor(STREAMS) as streams:
        downloads = [streams.submit(download_one, *file) for file in files]
        running = set(downloads)
        while running:
            _, running = wait(running, timeout=REPORT)
            progress()
    for each in downloads:
        each.result()


def download_one(url: str, path: Path, size: int) -> None:
    """Fetch what is missing of a file, and check all of it."""
    token = get_token()
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with partial(path).open("ab") as file:
        # Pods may share the volume. Where it has no locks, the check remains.
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX)
        if path.exists():
            return
        if (begun := file.seek(0, os.SEEK_END)) > size:
            begun = file.truncate(0)
        http_get(url, file, resume_size=begun, headers=headers, expected_size=size)
        file.flush()
        os.fsync(file.fileno())
        with partial(path).open("rb") as written:
            digest = hashlib.file_digest(written, "sha256").hexdigest()
        if digest != path.name:
            file.truncate(0)
            raise OSError("a file came damaged")
        partial(path).rename(path)


def partial(path: Path) -> Path:
    """Return where a file is until it is complete."""
    return path.with_name(f"{path.name}.partial")


def size_of(path: Path) -> int:
    """Return the bytes of a file, 0 if there is none."""
    return path.stat().st_size if path.exists() else 0


def explain(error: Exception, repository: str) -> tuple[str, int]:
    """Return what is wrong, and for how many seconds the hub wants to be left alone. End if waiting cannot help."""
    response = getattr(error, "response", None)
    status = response.status_code if response is not None else 0
    for key in (type(error), status, getattr(error, "errno", None)):
        if key in FINAL:
            sys.exit(FINAL[key].format(repository))
    if response is None:
        return f"{type(error).__name__}: {error}".partition("\n")[0], 0
    text, asked = f"the hub answers {status}", response.headers.get("Retry-After", "")
    if 400 <= status < 500 and status not in PASSING:  # noqa: PLR2004
        sys.exit(text)
    return text, min(int(asked), LONGEST_PAUSE) if asked.isdecimal() else 0


def say(text: str) -> None:
    """Write a line at once."""
    print(text, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
