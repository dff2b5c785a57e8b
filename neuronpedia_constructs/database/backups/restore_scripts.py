"""Shell scripts that restore a dump of the database.

They never drop or overwrite anything. A dump goes into a separate database; the last step renames that database and the
live one in one transaction.
"""

from __future__ import annotations

from neuronpedia_constructs.database import client

from . import restore_sql
from .cron_job import TIME

_PREPARE = f"""\
set -eu
umask 077
{client.WAIT}
live="$PGDATABASE"
now="$(date -u +%Y%m%d_%H%M%S)"
# PostgreSQL truncates names to 63 bytes.
before="$(printf '%.40s' "$live")_before_$now"
restored="${{RESTORE_INTO:-$(printf '%.38s' "$live")_restored_$now}}"
admin="$live"
left=no
renaming=no
child=

sql() {{ # DATABASE [SQL]; without SQL, it reads standard input
  if [ "$#" = 2 ]; then
    printf '%s\\n' "$2" | sql "$1"
    return
  fi
  PGDATABASE="$1" psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 \\
    --set live="$live" --set restored="$restored" --set before="$before"
}}
is_renamed() {{
  sql "$admin" "SELECT EXISTS (SELECT FROM pg_database WHERE datname = :'before')"
}}
fail() {{
  echo "$*" >&2
  exit 1
}}
conclude() {{
  [ "$?" != 0 ] || return 0
  if [ "$renaming" = no ] || [ "$(is_renamed)" = f ]; then
    echo "The restore failed. The database $live was not changed and still has its name." >&2
  else
    echo "The restore failed. List the databases: $live may have been renamed to $before." >&2
  fi
  [ "$left" = no ] ||
    echo "The database $restored remains. Nothing uses it. To remove it: DROP DATABASE \\"$restored\\";" >&2
}}
trap conclude EXIT
on_signals() {{
  trap '[ -z "$child" ] || kill "$child"; exit 1' HUP INT TERM
}}
on_signals
"""

_CHECK_USER = f"""\
{client.VERSIONS}
[ "$server" = "$client" ] || fail "A restore needs programs of the server's own version. $advice"

# A session cannot rename its own database.
for other in postgres template1 ""; do
  [ "$other" != "$live" ] || continue
  [ -n "$other" ] ||
    fail "$PGUSER must be able to connect to the database postgres or template1 to rename $live."
  if sql "$other" "SELECT" > /dev/null 2>&1; then
    admin="$other"
    break
  fi
done
super="$(sql "$admin" "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")"
[ "$(sql "$admin" "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user")" = t ] ||
  fail "$PGUSER may neither create nor rename databases. As an administrator of the server, run" \\
    "ALTER ROLE \\"$PGUSER\\" CREATEDB; before, and ALTER ROLE \\"$PGUSER\\" NOCREATEDB; afterwards."
[ "$(sql "$admin" "SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = :'live'")" = t ] ||
  fail "$PGUSER does not own the database $live, so it cannot rename it."
"""

_CHECK_DUMP = f"""\
cd "$BACKUP_FOLDER"
dump="$RESTORE_FROM"
if [ "$dump" = latest ]; then
  for dump in "$live"-{TIME}.dump; do :; done
fi
[ -f "$dump" ] || fail "There is no dump $dump. To list the dumps, run the command without --from."
contents="$(pg_restore --list "$dump")" || fail "The dump $dump cannot be read."
case "$contents" in
  *"TABLE DATA"*) ;;
  *) fail "The dump $dump contains no table." ;;
esac
# This reads every byte.
pg_restore --file=/dev/null "$dump" & child=$!
wait "$child" || fail "The dump $dump is damaged."
child=
"""

_MAKE_ROOM = f"""\
if [ -n "${{RESTORE_INTO:-}}" ]; then
  [ "$(sql "$admin" "SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = :'restored'")" = t ] ||
    fail "There is no database $restored that $PGUSER owns."
  empty="$(sql "$restored" <<'SQL'
{restore_sql.IS_EMPTY}SQL
)"
  [ "$empty" = t ] || fail "The database $restored is not empty."
else
  sql "$admin" <<'SQL'
{restore_sql.CREATE}SQL
fi
left=yes
"""

_FILL = f"""\
echo "Restoring $dump into the database $restored"
# Only its owner can restore an existing extension or its comment.
contents="$(printf '%s\\n' "$contents" | grep -v ' COMMENT - EXTENSION ')"
for extension in $(sql "$restored" "SELECT extname FROM pg_extension"); do
  contents="$(printf '%s\\n' "$contents" | grep -vF " EXTENSION - $extension ")"
done
extensions="$(printf '%s\\n' "$contents" | grep ' EXTENSION - ' || :)"
if [ "$super" = f ] && [ -n "$extensions" ]; then
  printf '%s\\n' "$extensions" | pg_restore --exit-on-error --dbname="$restored" --use-list=/dev/stdin "$dump" ||
    fail "$PGUSER may not create the extension. As an administrator of the server, run CREATE EXTENSION vector;" \\
      "in the empty database $restored, and then run the command with --into $restored."
  contents="$(printf '%s\\n' "$contents" | grep -v ' EXTENSION - ')"
fi
printf '%s\\n' "$contents" |
  pg_restore --exit-on-error --no-owner --dbname="$restored" --use-list=/dev/stdin "$dump" & child=$!
wait "$child" || fail "The dump $dump could not be restored; the reason is above."
child=
finished="$(sql "$restored" <<'SQL'
{restore_sql.FINISHED}SQL
)"
[ "$finished" -gt 0 ] || fail "The dump $dump has no finished migration, so it is not a dump of the webapp's database."
sql "$restored" "SET client_min_messages = error; SET statement_timeout = 0; ANALYZE"
sql "$restored" <<'SQL'
{restore_sql.CARRY_OVER}SQL
"""

_REPLACE = f"""\
renaming=yes
# PostgreSQL accepts no new connections to a database that it renames, and waits five seconds for sessions to end.
for attempt in 1 2 3; do
  # A child that is forked while signals are trapped can lose one that comes at once.
  trap - HUP INT TERM
  while sleep 0.2; do
    sql "$admin" <<'SQL' || :
{restore_sql.END_SESSIONS}SQL
  done & child=$!
  on_signals
  sql "$admin" <<'SQL' || echo "Attempt $attempt to rename the databases failed." >&2
{restore_sql.RENAME}SQL
  kill "$child"
  wait "$child" || :
  child=
  # A lost connection does not tell whether the rename succeeded.
  if [ "$(is_renamed)" = t ]; then
    echo "Done: $live now contains $dump, with $finished migrations. The previous content is in the database $before."
    echo "When you no longer need it: DROP DATABASE \\"$before\\";"
    exit 0
  fi
done
echo "These sessions prevent renaming $live:" >&2
sql "$admin" >&2 <<'SQL'
{restore_sql.SESSIONS}SQL
fail "End them, and try again."
"""

RESTORE = "\n".join([_PREPARE, _CHECK_USER, _CHECK_DUMP, _MAKE_ROOM, _FILL, _REPLACE])
"""Restores the dump `RESTORE_FROM` beside the live database, and then replaces the live database."""
