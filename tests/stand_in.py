"""A kubectl that stores the Secrets it is handed in a file, and prints them as the real one would."""

from __future__ import annotations

import sys
from pathlib import Path

KUBECTL = '''#!{python}
"""Stand-in for kubectl: apply -f FILE, and get secrets -o yaml."""
import json, pathlib, sys
import yaml

store = pathlib.Path({store!r})
arguments = sys.argv[1:]
namespace = arguments[arguments.index("-n") + 1] if "-n" in arguments else "default"
secrets = json.loads(store.read_text()) if store.exists() else {{}}
if "apply" in arguments:
    source = arguments[arguments.index("-f") + 1]
    text = sys.stdin.read() if source == "-" else pathlib.Path(source).read_text()
    objects = [found for found in yaml.safe_load_all(text) if found]
    if not objects:
        sys.exit("error: no objects passed to apply")
    for found in objects:
        if found["kind"] == "Secret":
            place = "/".join((found["metadata"]["namespace"], found["metadata"]["name"]))
            old = secrets.get(place, found)
            secrets[place] = {{**old, **found, "data": {{**old["data"], **found["data"]}}}}
    store.write_text(json.dumps(secrets))
elif arguments[-4:] == ["get", "secrets", "-o", "yaml"]:
    items = [found for place, found in sorted(secrets.items()) if place.startswith(namespace + "/")]
    made = {{"apiVersion": "v1", "items": items, "kind": "List", "metadata": {{"resourceVersion": ""}}}}
    print(yaml.safe_dump(made), end="")
else:
    sys.exit(f"the stand-in does not know: {{arguments}}")
'''


def kubectl(folder: Path, store: Path) -> Path:
    """Write the program into a folder, and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / "kubectl"
    made.write_text(KUBECTL.format(python=sys.executable, store=str(store)), encoding="utf-8")
    made.chmod(0o755)
    return made
