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
  "updatedAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE "SourceSet" (
  "modelId" text NOT NULL REFERENCES "Model" ON DELETE CASCADE,
  name text NOT NULL,
  description text NOT NULL,
  "creatorName" text NOT NULL,
  "creatorId" text NOT NULL REFERENCES "User",
  visibility "Visibility" NOT NULL DEFAULT 'PRIVATE',
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
CREATE TABLE "Sample" (id text PRIMARY KEY, "conversationEmbedding" vector(3));
"""

LOOK_UP = """
SELECT host."hostUrl" FROM "InferenceHostSource" AS host
JOIN "InferenceHostSourceOnSource" AS served ON served."inferenceHostId" = host.id
WHERE served."sourceModelId" = '{model}' AND served."sourceId" = '{source}' AND host.engine = 'TRANSFORMER_LENS'
ORDER BY 1
"""
"""What the webapp asks for, to find the servers of a source."""
