"""The public names of the package, one line each."""

from . import models
from .configuration.app import AppConfig
from .configuration.secrets.sources import ClusterSecrets, DevelopmentSecrets, ExternalSecrets, SecretSource
from .configuration.servers.autointerp import AutointerpConfig
from .configuration.servers.graph import GraphConfig
from .configuration.servers.inference import InferenceConfig
from .configuration.servers.nla import NlaConfig
from .configuration.servers.sparsity import SparsityConfig
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
from .models.paging import SaePaging
from .models.profiles import CPU_STANDARD, GPU_LITE, GPU_STANDARD, CpuProfile, GpuProfile, Taint
from .models.public import PublicInference
from .network.access import NetworkAccess
from .network.certificates import CorporateCaCerts
from .network.dns import ClusterDns
from .network.mesh import IstioAmbient, IstioSidecars
from .network.routes.gateway import GatewayRoute
from .network.routes.ingress import IngressRoute
from .network.routes.own import OwnRoute
from .network.routes.route import Route
from .services.autointerp import Autointerp
from .services.database import Database
from .services.database_index import DatabaseIndex
from .services.database_init import DatabaseInit
from .services.inference import InferenceServer
from .services.model_servers import GraphServer, NlaServer, SparsityServer
from .services.registration.jobs import Registration
from .services.webapp import Webapp
from .upstream.nla import NlaSource
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
    "GraphConfig",
    "GraphServer",
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
    "NlaConfig",
    "NlaServer",
    "NlaSource",
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
    "SaePaging",
    "SecretKey",
    "SecretSource",
    "SparsityConfig",
    "SparsityServer",
    "Taint",
    "VolumeClaim",
    "Webapp",
    "Workload",
    "WorkloadDraft",
    "find_problems",
    "find_warnings",
    "models",
]
