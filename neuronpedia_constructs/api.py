"""The public names of the package, one line each."""

from . import models
from .configuration.app import AppConfig
from .configuration.autointerp import AutointerpConfig
from .configuration.inference import InferenceConfig
from .configuration.secrets.sources import ClusterSecrets, DevelopmentSecrets, ExternalSecrets, SecretSource
from .database.backups.mixin import PostgresBackup
from .database.backups.target import S3Target
from .database.cloud_native_pg import CloudNativePg
from .database.external import ExternalDatabase
from .database.postgres import Postgres
from .database.spec import DatabaseSpec
from .draft.address import Address
from .draft.construct import Workload
from .draft.image import ImageSource
from .draft.pod import ContainerDraft, PodDraft, Resources, SecretKey
from .draft.volumes import ClaimSpec, ConfigMapVolume, EmptyDir, VolumeClaim
from .draft.workload import Prerequisite, WorkloadDraft
from .environment.neuronpedia import Neuronpedia
from .environment.synthesis import find_problems, find_warnings
from .images.image_user import RunAsAssignedUser, RunAsImageUser
from .images.listing import Image
from .images.registry import DockerHubRegistry, HarborRegistry, Registry
from .mixins.argo_cd import ArgoCd
from .mixins.availability.mixins import Autoscaling, DisruptionBudget, PriorityClass, Replicas
from .mixins.metadata import Annotations, Labels
from .mixins.mixin import Mixin
from .models.cache import ModelCache
from .models.model import Model
from .models.profiles import CPU_STANDARD, GPU_LITE, GPU_STANDARD, CpuProfile, GpuProfile, Taint
from .models.public import PublicInference
from .network.access import NetworkAccess
from .network.certificates import CorporateCaCerts
from .network.dns import ClusterDns
from .network.mesh import IstioAmbient, IstioSidecars
from .routes.gateway import GatewayRoute
from .routes.ingress import IngressRoute
from .routes.own import OwnRoute
from .routes.route import Route
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
    "Annotations",
    "AppConfig",
    "ArgoCd",
    "Autointerp",
    "AutointerpConfig",
    "Autoscaling",
    "ClaimSpec",
    "CloudNativePg",
    "ClusterDns",
    "ClusterSecrets",
    "ConfigMapVolume",
    "ContainerDraft",
    "CorporateCaCerts",
    "CpuProfile",
    "Database",
    "DatabaseIndex",
    "DatabaseInit",
    "DatabaseSpec",
    "DevelopmentSecrets",
    "DisruptionBudget",
    "DockerHubRegistry",
    "EmptyDir",
    "ExternalDatabase",
    "ExternalSecrets",
    "GatewayRoute",
    "GpuProfile",
    "HarborRegistry",
    "Image",
    "ImageSource",
    "InferenceConfig",
    "InferenceServer",
    "IngressRoute",
    "InvalidAppError",
    "IstioAmbient",
    "IstioSidecars",
    "Labels",
    "Mixin",
    "Model",
    "ModelCache",
    "NetworkAccess",
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
    "Route",
    "RunAsAssignedUser",
    "RunAsImageUser",
    "S3Target",
    "SecretKey",
    "SecretSource",
    "Taint",
    "VolumeClaim",
    "Webapp",
    "Workload",
    "WorkloadDraft",
    "find_problems",
    "find_warnings",
    "models",
]
