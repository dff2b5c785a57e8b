"""Tells whether the inference server is ready, or alive: `python -I -S probe.py ready|alive PORT`.

It exits with 0 or 1, and prints one line that says why. It sends SECRET to the server, and never prints it.
"""

import os
import signal
import socket
import sys
import time

DEADLINE = 5  # seconds for an answer
BLOCKED = 15 * 60  # seconds without an answer that a server may take; on a CPU, generation blocks it for minutes
LARGEST = 4 * 2**20  # bytes of an answer
LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
VLLM = ("VLLM::EngineCor", "VLLM::Worker")  # names of its processes; Linux keeps 15 characters
ENDED = ("Z", "X")  # states of a process of which only the number is left
OK, REFUSED, NOT_INITIALIZED = 200, 401, 500
MEANINGS = {REFUSED: "it refuses the key in SECRET", NOT_INITIALIZED: "it is still loading, or failed to; see its log"}

FOLDER = os.environ.get("TMPDIR") or "/tmp"  # outlives the container
ANSWERED = f"{FOLDER}/probe-answered"  # when the server last answered, in seconds of the node's monotonic clock
PROCESSES = f"{FOLDER}/probe-processes"  # a line for each process of vLLM: its number and start, its parent's


class SilentError(Exception):
    """There was no answer in time."""


def ready(port: int) -> str:
    """Check that requests would succeed."""
    status, answer = ask(port, "/v1/capabilities", os.environ.get("SECRET"))
    if status != OK:
        sys.exit(f"not ready: the server answers {status}; {MEANINGS.get(status, 'see its log')}")
    is_vllm, has_engine = capabilities(answer)
    if not has_engine:
        # The last step of the start sets it. It stays 0 if the engine fails, or leaves less than 256 MiB of the GPU.
        sys.exit("not ready: vLLM has not started, or has left too little GPU memory: vram_budget_bytes is 0")
    found = processes() if is_vllm else ""
    check_processes()  # After the look, so that one which ends in between is not forgotten.
    if found and found != read(PROCESSES):
        write(PROCESSES, found)
    return "ready"


def alive(port: int) -> str:
    """Check for what only a restart repairs. A wrong key is no such thing: /health needs none."""
    check_processes()
    try:
        status, _ = ask(port, "/health")
    except SilentError:
        if (silence := seconds_since_answer()) > BLOCKED:
            sys.exit(f"not alive: no answer for {silence / 60:.0f} minutes")
        return f"alive: busy; its last answer was {silence:.0f} s ago"
    # Once it has been ready, nothing but a restart ends this. Any other answer may be of the moment.
    if status == NOT_INITIALIZED:
        sys.exit(f"not alive: /health answers {status}")
    return "alive"


def ask(port: int, path: str, key: str | None = None) -> tuple[int, bytes]:
    """Return the status, and as much of the answer as came in time."""
    header = "" if key is None else f"X-SECRET-KEY: {key}\r\n"
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{header}Connection: close\r\n\r\n"
    answer = b""
    signal.signal(signal.SIGALRM, stop)
    signal.alarm(DEADLINE)
    try:
        with connected(port) as connection:
            connection.sendall(request.encode("latin-1", "replace"))
            while len(answer) < LARGEST and (received := connection.recv(2**16)):
                answer += received
    except SilentError:
        if b"\n" not in answer:
            raise
    except OSError:
        pass  # The server broke off; what came may be enough.
    finally:
        signal.alarm(0)
    version, _, rest = answer.partition(b" ")
    if not (version.startswith(b"HTTP/") and rest[:3].isdigit()):
        sys.exit(f"port {port} gives no answer in HTTP")
    write(ANSWERED, str(time.monotonic()))
    return int(rest[:3]), answer


def stop(*_: object) -> None:
    """End what takes too long. Unlike the timeout of a socket, an alarm bounds the whole."""
    raise SilentError


def connected(port: int) -> socket.socket:
    """Connect to the server, which listens at every address of the pod."""
    for family, address in LOOPBACK:
        try:
            connection = socket.socket(family)
            connection.connect((address, port))
        except OSError:
            continue
        return connection
    sys.exit(f"nothing listens at port {port}")


def capabilities(answer: bytes) -> tuple[bool, bool]:
    """Return whether the server runs on vLLM, and whether what it runs on has started."""
    import json  # noqa: PLC0415 - it costs as much as Python itself, and only `ready` needs it

    head, _, body = answer.partition(b"\r\n\r\n")
    if b"chunked" in head.lower():
        body = b"".join(body.split(b"\r\n")[1::2])  # Every other line is a size; JSON has no such line breaks.
    try:
        found = json.loads(body)
        is_vllm = found["backend"] == "vllm"
        return is_vllm, not is_vllm or found["vram_budget_bytes"] > 0
    except (ValueError, LookupError, TypeError, RecursionError):
        sys.exit("not ready: the answer of /v1/capabilities is not complete, or lacks backend or vram_budget_bytes")


def processes() -> str:
    """List vLLM's processes. A child with its parent's name is none: it is about to run another program."""
    found = {number: fields for number in os.listdir("/proc") if number.isdigit() and (fields := process(number))}
    return "".join(
        f"{number} {start} {parent} {found[parent][3]}\n"
        for number, (name, state, parent, start) in sorted(found.items())
        if name.startswith(VLLM) and state not in ENDED and parent in found and found[parent][0] != name
    )


def check_processes() -> None:
    """Fail if a process of vLLM has ended before its parent: the server does not notice, and its requests fail."""
    for line in read(PROCESSES).splitlines():
        number, start, *parent = [*line.split(), "", "", "", ""][:4]
        if runs(*parent) and not runs(number, start):
            sys.exit(f"vLLM's process {number} has ended, and requests fail")


def runs(number: str, start: str) -> bool:
    """Whether a process that started then is there, and no zombie."""
    fields = process(number)
    return fields is not None and fields[1] not in ENDED and fields[3] == start


def process(number: str) -> tuple[str, str, str, str] | None:
    """Return a process's name, state, parent and start; unlike its command line, a busy process has them at once."""
    name, _, rest = read(f"/proc/{number}/stat").partition("(")[2].rpartition(")")
    fields = rest.split()
    return (name, fields[0], fields[1], fields[19]) if len(fields) > 19 else None  # noqa: PLR2004 - see man 5 proc


def seconds_since_answer() -> float:
    """Return the seconds since the server's last answer, counting from now on if none is known."""
    now = time.monotonic()
    try:
        answered = float(read(ANSWERED))
    except ValueError:
        answered = now + 1
    if answered <= now:
        return now - answered
    write(ANSWERED, str(now))
    return 0


def read(path: str) -> str:
    """Return the text of a file; none if it cannot be read."""
    try:
        with open(path, errors="replace") as file:
            return file.read(2**16)
    except (OSError, ValueError):
        return ""


def write(path: str, text: str) -> None:
    """Write a file. A healthy server must not suffer if that fails."""
    try:
        with open(path, "w") as file:
            file.write(text)
    except OSError:
        pass


if __name__ == "__main__":
    try:
        print({"ready": ready, "alive": alive}[sys.argv[1]](int(sys.argv[2])))
    except SilentError:
        sys.exit(f"not ready: no answer within {DEADLINE} s")
