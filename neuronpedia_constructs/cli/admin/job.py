"""The Job that creates an administrator with an API key; a command prints it, and no environment contains it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.database import client
from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
from neuronpedia_constructs.draft.kubernetes.retention import unclaimed
from neuronpedia_constructs.draft.kubernetes.security_contexts import pod_identity
from neuronpedia_constructs.draft.pod import PodDraft, SecretKey
from neuronpedia_constructs.draft.rendering.jobs import job
from neuronpedia_constructs.draft.workload import WorkloadDraft
from neuronpedia_constructs.draft.workload_plan import WorkloadPlan
from neuronpedia_constructs.network.endpoints import DATABASE_INIT
from neuronpedia_constructs.services import database_init

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neuronpedia_constructs.database.spec import DatabaseSpec
    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.mixin_scope import MixinScope

NAME = "make-administrator"
SECRET = "neuronpedia-admin"
"""Name of the Secret with the key and its owner's mail address."""

KEY = "API_KEY"
ADDRESS = "EMAIL"
LONGEST_NAME = 39
"""Maximum length of a user name on the site."""

# The statements that can fail do not contain the key, because PostgreSQL logs failed statements. Nothing is quoted with
# $$, which Kubernetes turns into $ in a container's command.
_SQL = r"""\getenv address ADMIN_EMAIL
\getenv name ADMIN_NAME
\getenv key API_KEY
BEGIN;
SET LOCAL lock_timeout = '1min';
SET LOCAL timezone = 'UTC';
SET LOCAL neuronpedia_constructs.address = :'address';
SET LOCAL neuronpedia_constructs.name = :'name';
SET LOCAL neuronpedia_constructs.key = :'key';
DO $do$
DECLARE
  address text := current_setting('neuronpedia_constructs.address');
  wanted text := current_setting('neuronpedia_constructs.name');
  free text := wanted;
  number integer := 1;
  people text[];
  person "User";
BEGIN
  -- Runs must not overlap.
  PERFORM pg_advisory_xact_lock(hashtextextended('neuronpedia-constructs/administrator', 0));
  people := ARRAY(SELECT name FROM "User" WHERE lower(email) = lower(address) ORDER BY name);
  IF cardinality(people) > 1 THEN
    RAISE EXCEPTION 'several users have the address %: %', address, array_to_string(people, ', ');
  END IF;
  SELECT * INTO person FROM "User" WHERE lower(email) = lower(address);
  IF person.bot THEN
    RAISE EXCEPTION '% is the address of a bot, %', address, person.name;
  END IF;
  IF person.id IS NULL THEN
    WHILE EXISTS (SELECT FROM "User" WHERE lower(name) = free) LOOP
      number := number + 1;
      free := left(wanted, @longest@ - length('-' || number)) || '-' || number;
    END LOOP;
    -- The webapp generates ids of this form.
    INSERT INTO "User" (id, name, email, "emailUnsubscribeCode")
    VALUES (
      'c' || left(translate(gen_random_uuid()::text, '-', ''), 24), free, lower(address),
      'c' || left(translate(gen_random_uuid()::text, '-', ''), 24)
    )
    RETURNING * INTO person;
  END IF;
  UPDATE "User" SET admin = true, "canTriggerExplanations" = true
  WHERE id = person.id AND NOT (admin AND "canTriggerExplanations");
  -- PostgreSQL logs the values of a refused row, so this row has no key yet.
  INSERT INTO "UserSecret" (id, username, type, value, "updatedAt")
  VALUES ('c' || left(translate(gen_random_uuid()::text, '-', ''), 24), person.name, 'NEURONPEDIA', '', now())
  ON CONFLICT (username, type) DO NOTHING;
  UPDATE "UserSecret" SET value = current_setting('neuronpedia_constructs.key'), "updatedAt" = now()
  WHERE username = person.name AND type = 'NEURONPEDIA'
    AND value <> current_setting('neuronpedia_constructs.key');
  RAISE NOTICE '% (%) is an administrator', person.name, address;
END
$do$;
COMMIT;
""".replace("@longest@", str(LONGEST_NAME))

_SCRIPT = f"""\
if [ "$ADMIN_EMAIL" != "$KEY_OF" ]; then
  echo "The Secret {SECRET} now has the key of $KEY_OF. Run the command for $ADMIN_EMAIL again." >&2
  exit 1
fi
exec psql --no-psqlrc --quiet --output /dev/null --set ON_ERROR_STOP=1 --set VERBOSITY=terse <<'SQL'
{_SQL}SQL
"""


class AdminPlan(WorkloadPlan[WorkloadDraft]):
    """The Job."""

    def __init__(self, context: Context, database: DatabaseSpec, address: str, name: str, wider: MixinScope) -> None:
        """Plan the Job.

        Args:
            context: the environment.
            database: its database.
            address: mail address of the user; an existing user becomes an administrator.
            name: name for a new user; if it is taken, a number is appended.
            wider: the mixins for the Job.
        """
        wait = database_init.wait_for_release(context, database)
        container = client.container(context, database, NAME, _SCRIPT, env={"ADMIN_EMAIL": address, "ADMIN_NAME": name})
        container.env |= {"API_KEY": SecretKey(SECRET, KEY), "KEY_OF": SecretKey(SECRET, ADDRESS)}
        draft = WorkloadDraft(
            # It has the account, and is let through to the database, as db-init is.
            name=DATABASE_INIT,
            selector={"app": DATABASE_INIT},
            labels=unclaimed(context.labels(DATABASE_INIT, "administrator")),
            pod=PodDraft(
                containers={container.name: container},
                init_containers={wait.name: wait},
                restart_policy="Never",
                security_context=pod_identity(client.UID),
            ),
        )
        super().__init__(draft, wider)

    def finalize(self, draft: WorkloadDraft, others: Mapping[str, WorkloadDraft]) -> None:
        """Name the release that the Job waits for."""
        database_init.finalize_wait(draft, others)

    def controllers(self, draft: WorkloadDraft) -> Iterator[KubeObject]:
        """Yield the Job."""
        yield job(draft)


def named(made: KubeObject, suffix: str) -> KubeObject:
    """Return the Job with a unique name, so each run of the command creates a new Job."""
    name = f"{NAME}-{suffix}"
    return KubeObject(made.kind, name, {**made.fields, "metadata": {**made.fields["metadata"], "name": name}})
