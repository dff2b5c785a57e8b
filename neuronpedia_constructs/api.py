"""The public names of the package, one line each."""

from . import models
from .configuration.app import AppConfig
from .configuration.autointerp import AutointerpConfig
from .configuration.database import DatabaseConfig
from .configuration.inference import InferenceConfig
from .databases.choice import DatabaseChoice
from .databases.choices import CloudNativePg, ExternalDatabase, Postgres
from .draft.address import Address
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
from .images import Image
from .mixins.argo_cd import ArgoCd
from .mixins.availability import Autoscaling, DisruptionBudget, PriorityClass, Replicas
from .mixins.backup import PostgresBackup
from .mixins.ca_certs import CorporateCaCerts
from .mixins.cache import ModelCache
from .mixins.image_user import RunAsImageUser
from .mixins.mixin import Mixin
from .mixins.model import Model
from .mixins.public import PublicInference
from .mixins.registry import DockerHubRegistry, HarborRegistry, Registry
from .mixins.resources import CPU_STANDARD, GPU_LITE, GPU_STANDARD, CpuProfile, GpuProfile
from .problems import InvalidAppError, Problem
from .secrets.sources import ClusterSecrets, DevelopmentSecrets, ExternalSecrets, SecretSource
from .services.autointerp import Autointerp
from .services.database import Database
from .services.database_index import DatabaseIndex
from .services.database_init import DatabaseInit
from .services.gateway import GatewayRoute, OwnRoute
from .services.inference import InferenceServer
from .services.registration import Registration
from .services.webapp import Webapp
from .services.workload import Workload
from .synthesis import find_problems, find_warnings

__all__ = [
    "CPU_STANDARD",
    "GPU_LITE",
    "GPU_STANDARD",
    "Address",
    "AppConfig",
    "ArgoCd",
    "Autointerp",
    "AutointerpConfig",
    "Autoscaling",
    "Claim",
    "ClaimVolume",
    "CloudNativePg",
    "ClusterSecrets",
    "ConfigMapFiles",
    "ContainerDraft",
    "CorporateCaCerts",
    "CpuProfile",
    "Database",
    "DatabaseChoice",
    "DatabaseConfig",
    "DatabaseIndex",
    "DatabaseInit",
    "DevelopmentSecrets",
    "DisruptionBudget",
    "DockerHubRegistry",
    "ExternalDatabase",
    "ExternalSecrets",
    "GatewayRoute",
    "GpuProfile",
    "HarborRegistry",
    "Image",
    "ImageSource",
    "InferenceConfig",
    "InferenceServer",
    "InvalidAppError",
    "Mixin",
    "Model",
    "ModelCache",
    "Neuronpedia",
    "OwnRoute",
    "PodDraft",
    "Postgres",
    "PostgresBackup",
    "Prerequisite",
    "PriorityClass",
    "Problem",
    "PublicInference",
    "Registration",
    "Registry",
    "Replicas",
    "Resources",
    "RunAsImageUser",
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
