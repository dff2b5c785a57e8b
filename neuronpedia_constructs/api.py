"""The public names of the package, one line each."""

from . import models
from .configuration.app import AppConfig
from .configuration.autointerp import AutointerpConfig
from .configuration.inference import InferenceConfig
from .configuration.secrets.sources import ClusterSecrets, DevelopmentSecrets, ExternalSecrets, SecretSource
from .database.backups.mixin import PostgresBackup
from .database.backups.target import S3Target
from .database.choices import CloudNativePg, ExternalDatabase, Postgres
from .database.config import DatabaseConfig
from .database.spec import DatabaseChoice
from .draft.address import Address
from .draft.construct import Workload
from .draft.image import ImageSource
from .draft.pod import ContainerDraft, PodDraft, Resources, SecretKey
from .draft.volumes import Claim, ClaimVolume, ConfigMapFiles, Scratch
from .draft.workload import Prerequisite, WorkloadDraft
from .environment.neuronpedia import Neuronpedia
from .environment.synthesis import find_problems, find_warnings
from .images.image_user import RunAsImageUser
from .images.listing import Image
from .images.registry import DockerHubRegistry, HarborRegistry, Registry
from .mixins.argo_cd import ArgoCd
from .mixins.availability.mixins import Autoscaling, DisruptionBudget, PriorityClass, Replicas
from .mixins.mixin import Mixin
from .models.cache import ModelCache
from .models.model import Model
from .models.profiles import CPU_STANDARD, GPU_LITE, GPU_STANDARD, CpuProfile, GpuProfile
from .models.public import PublicInference
from .network.certificates import CorporateCaCerts
from .routes.gateway import GatewayRoute, OwnRoute
from .services.autointerp import Autointerp
from .services.database import Database
from .services.database_index import DatabaseIndex
from .services.database_init import DatabaseInit
from .services.inference import InferenceServer
from .services.registration.jobs import Registration
from .services.webapp import Webapp
from .validation.problems import InvalidAppError, Problem

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
