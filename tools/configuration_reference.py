"""Write docs/configuration.md from the classes and tables that the library itself uses."""

from __future__ import annotations

import ast
import inspect
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.configuration.app import AppConfig
from neuronpedia_constructs.configuration.autointerp import AutointerpConfig
from neuronpedia_constructs.configuration.inference import InferenceConfig
from neuronpedia_constructs.configuration.secrets.variables import SECRET_VARIABLES
from neuronpedia_constructs.configuration.variables import absent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neuronpedia_constructs.configuration.secrets.variables import SecretVariable
    from neuronpedia_constructs.configuration.variables import Config, Variable

DOCUMENT = Path(__file__).parent.parent / "docs" / "configuration.md"

_INTRODUCTION = """\
<!-- Written by `make docs`: change the docstrings and tables that it reads instead. -->

# Configuration

Every environment variable that a service reads has one place: an argument of a class, a key of a Secret, or the list of
those that are absent on purpose.

```python
from cdk8s import App
from neuronpedia_constructs import AppConfig, ExternalSecrets, HarborRegistry, Neuronpedia, SecretKey

app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(
        contact_email_address="team@example.org",
        email_sending_provider="resend",
        extra={"NEW_FEATURE": "1", "NEW_API_KEY": SecretKey("more-secrets", "NEW_API_KEY")},
    ),
    secrets=ExternalSecrets(store="vault", path="neuronpedia/production"),
)
production.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))
app.synth()
```

`None` leaves a variable out, so that the service's own default holds. `extra` is for variables that the library does
not know yet: a text, or the key of a Secret that is made elsewhere.

## Build time

Next.js writes the values of `NEXT_PUBLIC_*` variables into the webapp's code when its image is built. What was set then
stays, in the browser and on the server, and the ConfigMap changes nothing. What was not set then is unknown to the
browser, and only the server reads the ConfigMap. So build the image with the values of the environment that it is for:
its URL, as `NEXT_PUBLIC_URL`, and every argument that is marked "build time" below. Another value needs another image.
"""

_CLASSES: tuple[tuple[type[Config], str], ...] = (
    (AppConfig, "The webapp: `Neuronpedia(..., app_config=AppConfig(...))`. It becomes the ConfigMap `app-config`."),
    (
        InferenceConfig,
        "An inference server: `add_inference(..., config=InferenceConfig(...))`. It becomes part of the ConfigMap\n"
        "`<instance>-inference-config`. What belongs to the model is an argument of `Model`.",
    ),
    (AutointerpConfig, "The autointerp server: `Neuronpedia(..., autointerp_config=AutointerpConfig(...))`."),
)

_DATABASE = """\
## The database

`POSTGRES_USER` and `POSTGRES_DB` are arguments of the database: `Neuronpedia(..., database=Postgres(user="neuronpedia",
database="neuronpedia"))`, and so with `CloudNativePg` and `ExternalDatabase`. PostgreSQL reads them while its volume is
empty. A later change reaches its clients, but not the database.
"""

_SECRETS = """\
## Secrets

No manifest holds the value of one. The Secrets have these names unless `ClusterSecrets` gives them others;
[deploying.md](deploying.md) has what must be there before the pods start.
"""

_SECRET_HEADINGS = ("variable", "Secret", "read by", "who decides on it", "what for", "without it")

_ORIGINS = {
    "chosen": "chosen at random by us",
    "issued": "issued by its provider",
    "composed": "composed of the password",
}

_ABSENT = """\
## Absent on purpose

No argument sets these. `extra` may set some of them.
"""


def main() -> None:
    """Write the document."""
    DOCUMENT.write_text(document(), encoding="utf-8")


def document() -> str:
    """Return the document."""
    sections = [_INTRODUCTION, *(_class_section(config, text) for config, text in _CLASSES)]
    table = _table(_SECRET_HEADINGS, map(_secret_row, SECRET_VARIABLES))
    return "\n".join([*sections, _DATABASE, f"{_SECRETS}\n{table}", _ABSENT, *_absent_sections()])


def _class_section(config: type[Config], text: str) -> str:
    meanings = _docstrings(config)
    rows = (
        (f"`{argument}`", _marked(declared), _escaped(declared.type.allowed), _meaning(meanings[argument], declared))
        for argument, declared in config.declared().items()
    )
    table = _table(("argument", "variable", "value", "meaning"), rows)
    others = [(f"`{name}`", meaning) for name, meaning in meanings.items() if name not in {*config.declared(), "extra"}]
    rest = f"\nBeyond variables:\n\n{_table(('argument', 'meaning'), others)}" if others else ""
    return f"## {config.title}\n\n{text}\n\n{table}{rest}"


def _docstrings(config: type[Config]) -> dict[str, str]:
    """Return the text below each field of a class, on one line."""
    (found,) = ast.parse(inspect.getsource(config)).body
    body = found.body if isinstance(found, ast.ClassDef) else []
    return {
        field.target.id: " ".join(str(text.value.value).split())
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)
    }


def _marked(declared: Variable) -> str:
    return f"`{declared.name}`{', build time' if declared.build_time else ''}"


def _meaning(docstring: str, declared: Variable) -> str:
    """Return what a docstring says after the variable that it begins with."""
    beginning = f"{_marked(declared)}: "
    if not docstring.startswith(beginning):
        msg = f"the docstring of the argument for {declared.name} has to begin with {beginning!r}"
        raise ValueError(msg)
    return docstring.removeprefix(beginning)


def _secret_row(variable: SecretVariable) -> tuple[str, ...]:
    readers = (
        service if name == variable.name else f"{service} (as `{name}`)" for service, name in variable.read_as.items()
    )
    origin = _ORIGINS[variable.origin]
    secret = f"`{variable.secret}`"
    return f"`{variable.name}`", secret, ", ".join(readers), origin, variable.what, variable.without


def _absent_sections() -> Iterator[str]:
    for service, groups in absent().items():
        yield f"### {service}\n\n{_table(('variables', 'what to do, or why', 'in `extra`'), map(_absent_row, groups))}"


def _absent_row(group: dict[str, Any]) -> tuple[str, ...]:
    names = ", ".join(f"`{name}`" for name in group["variables"])
    return names, group["reason"], "yes" if group.get("settable") else "no"


def _table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [headings, ("---",) * len(headings), *rows]
    return "".join("| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |\n" for cells in lines)


def _escaped(text: str) -> str:
    """Keep Markdown from taking `<word>` for HTML."""
    return text.replace("<", r"\<")


if __name__ == "__main__":
    main()
