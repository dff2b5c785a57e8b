"""The tables of the webapp that our SQL reads and writes, with the columns that its migrations give them."""

TABLES = """
CREATE TYPE "InferenceEngine" AS ENUM ('TRANSFORMER_LENS', 'NNSIGHT', 'CSPACE');
CREATE TYPE "Visibility" AS ENUM ('PUBLIC', 'UNLISTED', 'PRIVATE');
CREATE TYPE "UserSecretType" AS ENUM ('NEURONPEDIA', 'OPENAI', 'GOOGLE', 'ANTHROPIC', 'OPENROUTER');
CREATE TABLE "User" (
  id text PRIMARY KEY,
  name text NOT NULL UNIQUE,
  "emailUnsubscribeCode" text NOT NULL UNIQUE,
  admin boolean NOT NULL DEFAULT false,
  bio text DEFAULT '',
  email text UNIQUE,
  "emailVerified" timestamp(3),
  "githubUsername" text,
  bot boolean NOT NULL DEFAULT false,
  image text,
  "canTriggerExplanations" boolean NOT NULL DEFAULT false,
  "emailNewsletterNotification" boolean NOT NULL DEFAULT true,
  "emailUnsubscribeAll" boolean NOT NULL DEFAULT false,
  "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE "UserSecret" (
  id text PRIMARY KEY,
  username text NOT NULL REFERENCES "User" (name) ON DELETE CASCADE ON UPDATE CASCADE,
  type "UserSecretType" NOT NULL,
  value text NOT NULL,
  "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamp(3) NOT NULL,
  UNIQUE (username, type)
);
CREATE TABLE "Model" (
  id text PRIMARY KEY,
  "creatorId" text NOT NULL REFERENCES "User" ON DELETE CASCADE,
  layers integer NOT NULL,
  "neuronsPerLayer" integer NOT NULL,
  owner text NOT NULL,
  "tlensId" text,
  visibility "Visibility" NOT NULL DEFAULT 'PRIVATE',
  "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "inferenceEnabled" boolean NOT NULL DEFAULT false
);
CREATE TABLE "SourceSet" (
  "modelId" text NOT NULL REFERENCES "Model" ON DELETE CASCADE,
  name text NOT NULL,
  description text NOT NULL,
  "creatorName" text NOT NULL,
  "creatorId" text NOT NULL REFERENCES "User",
  visibility "Visibility" NOT NULL DEFAULT 'PRIVATE',
  "graphEnabled" boolean NOT NULL DEFAULT false,
  "hasGraphs" boolean NOT NULL DEFAULT false,
  UNIQUE ("modelId", name)
);
CREATE TABLE "Source" (
  id text NOT NULL,
  "modelId" text NOT NULL,
  "setName" text NOT NULL,
  "creatorId" text NOT NULL REFERENCES "User",
  visibility "Visibility" NOT NULL DEFAULT 'PRIVATE',
  "inferenceEnabled" boolean NOT NULL DEFAULT false,
  UNIQUE ("modelId", id),
  FOREIGN KEY ("modelId", "setName") REFERENCES "SourceSet" ("modelId", name) ON DELETE RESTRICT
);
CREATE TABLE "InferenceHostSource" (
  id text PRIMARY KEY,
  name text NOT NULL,
  "hostUrl" text NOT NULL,
  engine "InferenceEngine" NOT NULL DEFAULT 'TRANSFORMER_LENS',
  "modelId" text NOT NULL REFERENCES "Model" ON DELETE CASCADE,
  "runpodServerlessUrl" text,
  "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamp(3) NOT NULL
);
CREATE TABLE "InferenceHostSourceOnSource" (
  "sourceId" text NOT NULL,
  "sourceModelId" text NOT NULL,
  "inferenceHostId" text NOT NULL REFERENCES "InferenceHostSource" ON DELETE CASCADE,
  PRIMARY KEY ("sourceId", "sourceModelId", "inferenceHostId"),
  FOREIGN KEY ("sourceId", "sourceModelId") REFERENCES "Source" (id, "modelId") ON DELETE CASCADE
);
CREATE TABLE "GraphHostSource" (
  id text PRIMARY KEY,
  name text NOT NULL,
  "hostUrl" text NOT NULL,
  "modelId" text NOT NULL REFERENCES "Model" ON DELETE CASCADE,
  "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamp(3) NOT NULL
);
CREATE TABLE "GraphHostSourceOnSourceSet" (
  "sourceSetName" text NOT NULL,
  "sourceSetModelId" text NOT NULL,
  "graphHostSourceId" text NOT NULL REFERENCES "GraphHostSource" ON DELETE CASCADE,
  PRIMARY KEY ("sourceSetName", "sourceSetModelId", "graphHostSourceId"),
  FOREIGN KEY ("sourceSetName", "sourceSetModelId") REFERENCES "SourceSet" (name, "modelId") ON DELETE CASCADE
);
CREATE TABLE "NlaSource" (
  id text NOT NULL,
  "modelId" text NOT NULL REFERENCES "Model" ON DELETE CASCADE,
  av text NOT NULL,
  ar text NOT NULL,
  "layerNum" integer NOT NULL,
  servers text[],
  "displayName" text NOT NULL DEFAULT '',
  description text NOT NULL DEFAULT '',
  url text NOT NULL DEFAULT '',
  author text NOT NULL DEFAULT '',
  norm double precision NOT NULL DEFAULT 0.0,
  "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY ("modelId", id),
  UNIQUE ("modelId", ar, av, "layerNum")
);
CREATE TABLE "Sample" (id text PRIMARY KEY, "conversationEmbedding" vector(3));
CREATE TABLE "Explanation" (
  id text PRIMARY KEY,
  "modelId" text NOT NULL REFERENCES "Model" ON DELETE CASCADE,
  layer text NOT NULL,
  index text NOT NULL,
  embedding vector(256),
  description text NOT NULL
);
CREATE INDEX "Explanation_modelId_layer_idx" ON "Explanation" ("modelId", layer);
CREATE INDEX "Explanation_embedding_idx" ON "Explanation" (embedding);
CREATE INDEX "idx_explanation_embedding_null" ON "Explanation" (embedding);
"""

MIGRATIONS = """
CREATE TABLE "_prisma_migrations" (
  id varchar(36) PRIMARY KEY DEFAULT gen_random_uuid(),
  checksum varchar(64) NOT NULL DEFAULT '',
  finished_at timestamptz,
  migration_name varchar(255) NOT NULL,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz NOT NULL DEFAULT now(),
  applied_steps_count integer NOT NULL DEFAULT 0
);
INSERT INTO "_prisma_migrations" (migration_name, finished_at) VALUES
  ('20250118214519_squashed', now()), ('20250822015302_add_runpod_to_host_source', now());
"""
"""Prisma's own table, after the first migrations of many."""

LAST_MIGRATION = "20260703021419_add_num_prompt_t_okens_to_schema"

LOOK_UP = """
SELECT host."hostUrl" FROM "InferenceHostSource" AS host
JOIN "InferenceHostSourceOnSource" AS served ON served."inferenceHostId" = host.id
WHERE served."sourceModelId" = '{model}' AND served."sourceId" = '{source}' AND host.engine = 'TRANSFORMER_LENS'
ORDER BY 1
"""
"""What the webapp asks for, to find the servers of a source."""


def migrated(name: str = LAST_MIGRATION, finished: str = "now()", rolled_back: str = "NULL") -> str:
    """SQL that records a migration as Prisma does."""
    columns = "migration_name, finished_at, rolled_back_at"
    return f"""INSERT INTO "_prisma_migrations" ({columns}) VALUES ('{name}', {finished}, {rolled_back})"""
