"""The public names of the package, one line each."""

from . import models
from .configuration.app import AppConfig
from .configuration.autointerp import AutointerpConfig
from .configuration.database import DatabaseConfig
from .configuration.inference import InferenceConfig
from .draft.backup import S3Target
from .draft.claims import Claim, ClaimVolume
from .draft.image import ImageSource
from .draft.quantity import Resources
from .draft.workload import (
    ConfigMapFiles,
    ContainerDraft,
    PodDraft,
    Prerequisite,
    Scratch,
    SecretKey,
    WorkloadDraft,
)
from .environment import Neuronpedia
from .mixins.backup import PostgresBackup
from .mixins.ca_certs import CorporateCaCerts
from .mixins.cache import ModelCache
from .mixins.mixin import Mixin
from .mixins.model import Model
from .mixins.public import PublicInference
from .mixins.registry import DockerHubRegistry, HarborRegistry, Registry
from .mixins.resources import CPU_STANDARD, GPU_LITE, GPU_STANDARD, CpuProfile, GpuProfile
from .problems import InvalidAppError, Problem
from .secrets.sources import ClusterSecrets, DevelopmentSecrets, ExternalSecrets, SecretSource
from .services.autointerp import Autointerp
from .services.database_init import DatabaseInit
from .services.inference import InferenceServer
from .services.postgres import Postgres
from .services.registration import Registration
from .services.webapp import Webapp
from .services.workload import Workload
from .synthesis import find_problems, find_warnings

__all__ = [
    "CPU_STANDARD",
    "GPU_LITE",
    "GPU_STANDARD",
    "AppConfig",
    "Autointerp",
    "AutointerpConfig",
    "Claim",
    "ClaimVolume",
    "ClusterSecrets",
    "ConfigMapFiles",
    "ContainerDraft",
    "CorporateCaCerts",
    "CpuProfile",
    "DatabaseConfig",
    "DatabaseInit",
    "DevelopmentSecrets",
    "DockerHubRegistry",
    "ExternalSecrets",
    "GpuProfile",
    "HarborRegistry",
    "ImageSource",
    "InferenceConfig",
    "InferenceServer",
    "InvalidAppError",
    "Mixin",
    "Model",
    "ModelCache",
    "Neuronpedia",
    "PodDraft",
    "Postgres",
    "PostgresBackup",
    "Prerequisite",
    "Problem",
    "PublicInference",
    "Registration",
    "Registry",
    "Resources",
    "S3Target",
    "Scratch",
    "SecretKey",
    "SecretSource",
    "Webapp",
    "Workload",
    "WorkloadDraft",
    "find_problems",
    "find_warnings",
    "models",
]
