"""The pages of the reference, and which modules of the package each is about; one with nothing on it is not written."""

from __future__ import annotations

from typing import Final, NamedTuple


class Subject(NamedTuple):
    """A page of the reference."""

    page: str
    """Name of the file, without its ending."""
    title: str
    about: str
    """What the page is about, in one sentence."""
    paths: tuple[str, ...]
    """Folders, modules or single names of the package, whose entries are on the page; the longest that fits counts."""


SUBJECTS: Final = (
    Subject("environment", "Environments", "One installation of Neuronpedia in one namespace.", ("environment",)),
    Subject(
        "workloads",
        "Workloads",
        "The parts of an environment that run pods, as its attributes return them.",
        ("services", "draft.construct"),
    ),
    Subject(
        "models",
        "Language models",
        "What an inference server serves: the catalogue, and your own.",
        ("models", "upstream"),
    ),
    Subject("profiles", "Resource profiles", "What an inference server gets of a node.", ("models.profiles",)),
    Subject(
        "images",
        "Images",
        "Registries, tags and digests, and the user that an image runs as.",
        ("images", "draft.image"),
    ),
    Subject(
        "configuration", "Configuration", "The settings of the webapp and the servers behind it.", ("configuration",)
    ),
    Subject(
        "secrets",
        "Secrets",
        "Where the values of Secrets come from.",
        ("configuration.secrets", "draft.pod.SecretKey"),
    ),
    Subject("database", "Databases", "PostgreSQL in the namespace, by an operator, or outside.", ("database",)),
    Subject("backups", "Backups", "Dumps of the database, and where they go.", ("database.backups",)),
    Subject("network", "Network", "What pods may call, and which certificates they trust.", ("network",)),
    Subject("routes", "Routes", "How requests reach the webapp from outside the cluster.", ("network.routes",)),
    Subject(
        "availability",
        "Availability",
        "Replicas, autoscaling, disruption budgets and priorities.",
        ("mixins.availability",),
    ),
    Subject("mixins", "Mixins", "The base class of mixins, and those without a page of their own.", ("mixins",)),
    Subject("drafts", "Drafts", "What a mixin of your own changes: workloads and pods as data.", ("draft",)),
    Subject("volumes", "Volumes", "What a draft mounts into its containers.", ("draft.volumes",)),
    Subject(
        "validation",
        "Validation",
        "How to find out what is wrong with an app.",
        ("validation", "environment.synthesis"),
    ),
    Subject("command", "Command line", "What `neuronpedia-constructs` refuses.", ("cli",)),
)


def subject_of(path: str) -> Subject:
    """Return the page for a module or a name, given by its path below the package.

    Raises:
        LookupError: no page is about it.
    """
    fitting = [
        (prefix, subject) for subject in SUBJECTS for prefix in subject.paths if f"{path}.".startswith(f"{prefix}.")
    ]
    if not fitting:
        raise LookupError(f"no page is about {path}: add its folder to a subject in {__name__}")
    return max(fitting, key=lambda found: len(found[0]))[1]
