"""Typed cdk8s constructs that run Neuronpedia on Kubernetes."""

from . import models
from .draft.image import ImageSource
from .draft.quantity import Resources
from .draft.workload import (
    Claim,
    ConfigMapFiles,
    ContainerDraft,
    PodDraft,
    Prerequisite,
    Scratch,
    SecretKey,
    WorkloadDraft,
)
from .environment import Neuronpedia
from .mixins.ca_certs import CorporateCaCerts
from .mixins.mixin import Mixin
from .mixins.model import Model
from .mixins.registry import DockerHubRegistry, HarborRegistry, Registry
from .mixins.resources import CPU_STANDARD, GPU_LITE, GPU_STANDARD, CpuProfile, GpuProfile
from .problems import InvalidAppError, Problem
from .services.autointerp import Autointerp
from .services.database_init import DatabaseInit
from .services.inference import InferenceServer
from .services.postgres import Postgres
from .services.webapp import Webapp
from .services.workload import Workload
from .synthesis import find_problems

__all__ = [
    "CPU_STANDARD",
    "GPU_LITE",
    "GPU_STANDARD",
    "Autointerp",
    "Claim",
    "ConfigMapFiles",
    "ContainerDraft",
    "CorporateCaCerts",
    "CpuProfile",
    "DatabaseInit",
    "DockerHubRegistry",
    "GpuProfile",
    "HarborRegistry",
    "ImageSource",
    "InferenceServer",
    "InvalidAppError",
    "Mixin",
    "Model",
    "Neuronpedia",
    "PodDraft",
    "Postgres",
    "Prerequisite",
    "Problem",
    "Registry",
    "Resources",
    "Scratch",
    "SecretKey",
    "Webapp",
    "Workload",
    "WorkloadDraft",
    "find_problems",
    "models",
]
