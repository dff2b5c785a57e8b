"""A repository of git in a folder, for tests."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


class Repository:
    """A repository that no configuration of this machine has a part in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._commits = 0
        self.run("init", "--quiet", "--initial-branch=main")

    def run(self, *arguments: str) -> str:
        """Run git, and return what it prints."""
        names = {
            f"GIT_{role}_{what}": "test@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        environment = os.environ | names | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, env=environment, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def write(self, path: str, text: str) -> Path:
        """Write a file."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def commit(self) -> str:
        """Commit the work tree, and return the commit, which is like no other."""
        self._commits += 1
        self.run("add", "--all")
        self.run("commit", "--quiet", "--allow-empty", "--message", f"change {self._commits}")
        return self.run("rev-parse", "HEAD")


def config_map(name: str, value: str = "1") -> str:
    """Return a manifest."""
    return f'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\ndata:\n  KEY: "{value}"\n'
