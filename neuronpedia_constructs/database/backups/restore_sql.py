"""The SQL that replaces the live database with a restored one.

The psql variables for the databases are `live`, `restored` and `before`.
"""

CREATE = """\
SELECT format(
  'CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING %L LC_COLLATE %L LC_CTYPE %L LOCALE_PROVIDER %s',
  :'restored', pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datctype,
  CASE datlocprovider
    WHEN 'i' THEN format('icu ICU_LOCALE %L', coalesce(fields ->> 'datlocale', fields ->> 'daticulocale'))
    WHEN 'b' THEN format('builtin BUILTIN_LOCALE %L', fields ->> 'datlocale')
    ELSE 'libc'
  END
)
FROM pg_database AS d, to_jsonb(d) AS fields WHERE datname = :'live' \\gexec
"""
"""Creates a database like the live one; some column names depend on the version."""

IS_EMPTY = """\
SELECT count(*) = 0 FROM pg_class
WHERE relnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname = 'information_schema' OR nspname ~ '^pg_')
  AND NOT EXISTS (
    SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e'
  );
"""
"""Returns whether a database contains only its extensions."""

FINISHED = """\
SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS there \\gset
\\if :there
  SELECT count(*) FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL;
\\else
  SELECT 0;
\\endif
"""
"""Counts the migrations of a database."""

CARRY_OVER = """\
SELECT set_config('restore.live', :'live', false), set_config('restore.restored', :'restored', false) \\g /dev/null
DO $carry$
DECLARE
  restored text := current_setting('restore.restored');
  live pg_database := d FROM pg_database AS d WHERE datname = current_setting('restore.live');
  lists text[] := '{local_preload_libraries,search_path,session_preload_libraries,temp_tablespaces}';
  loading text := format('SELECT %L::%s', '[1]', oid::regtype) FROM pg_type WHERE typname = 'vector';
  statement text;
BEGIN
  IF loading IS NOT NULL THEN
    EXECUTE loading; -- only a superuser may change settings of a library that is not loaded
  END IF;
  FOR statement IN
    SELECT format(
      'ALTER %s SET %I = %s',
      CASE setrole
        WHEN 0 THEN format('DATABASE %I', restored)
        ELSE format('ROLE %I IN DATABASE %I', pg_get_userbyid(setrole), restored)
      END,
      name,
      CASE WHEN name = ANY (lists) THEN value ELSE quote_literal(value) END
    )
    FROM pg_db_role_setting, unnest(setconfig) AS entry, split_part(entry, '=', 1) AS name,
      substr(entry, length(name) + 2) AS value
    WHERE setdatabase = live.oid
    UNION ALL
    SELECT format('ALTER DATABASE %I CONNECTION LIMIT %s', restored, live.datconnlimit) WHERE live.datconnlimit > 0
    UNION ALL
    SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', restored) WHERE live.datacl IS NOT NULL
    UNION ALL
    SELECT format(
      'GRANT %s ON DATABASE %I TO %s%s', privilege_type, restored,
      CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
      CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
    )
    FROM aclexplode(live.datacl) WHERE grantee <> live.datdba
  LOOP
    BEGIN
      EXECUTE statement;
    EXCEPTION WHEN OTHERS THEN
      RAISE WARNING 'not copied; run it as an administrator: % (%)',
        replace(statement, quote_ident(restored), quote_ident(live.datname)), SQLERRM;
    END;
  END LOOP;
END
$carry$;
"""
"""Settings and privileges of a whole database are not part of a dump, so they are copied."""

END_SESSIONS = """\
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = :'live' AND pid <> pg_backend_pid() AND pg_has_role(usesysid, 'MEMBER') \\g /dev/null
"""
"""Terminates the sessions of the live database that the user may terminate."""

RENAME = """\
SET lock_timeout = '30s';
BEGIN;
ALTER DATABASE :"live" RENAME TO :"before";
ALTER DATABASE :"restored" RENAME TO :"live";
COMMIT;
"""
"""Both names change or neither does, so a crash leaves nothing to repair."""

SESSIONS = """\
SELECT format('  %s from %s: %s', usename, coalesce(client_addr::text, 'the server'), application_name)
FROM pg_stat_activity WHERE datname = :'live';
"""
"""Lists the sessions of the live database."""
