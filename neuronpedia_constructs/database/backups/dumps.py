"""Shell scripts that list dumps of the database, and fetch one from a bucket."""

from __future__ import annotations

from .cron_job import TIME

_DUMPS = f"*-{TIME}.dump"

LIST = f"""\
set -eu
cd "$BACKUP_FOLDER"
found=no
for dump in {_DUMPS}; do
  [ -f "$dump" ] || continue
  found=yes
  echo "$dump $(wc -c < "$dump") bytes"
done
[ "$found" = yes ] || echo "There are no dumps yet."
"""
"""Prints the dumps in the folder, the newest of each database last."""

_BUCKET = f"""\
set -eu
umask 077
cd "$BACKUP_FOLDER"
list_dumps() {{
  aws s3api list-objects-v2 --bucket "$BACKUP_BUCKET" --prefix "$BACKUP_PREFIX" --output text \\
    --query 'Contents[].[Key, Size]' > listed
  while read -r key size; do
    name="${{key#"$BACKUP_PREFIX"}}"
    case "$name" in
      */*) ;;
      {_DUMPS}) echo "$name $size bytes" ;;
    esac
  done < listed
}}
dumps="$(list_dumps)"
"""

LIST_BUCKET = f"""\
{_BUCKET}
echo "${{dumps:-There are no dumps yet.}}"
"""
"""Prints the dumps in the bucket, the newest of each database last."""

DOWNLOAD = f"""\
{_BUCKET}
wanted=
size=
while read -r name bytes _; do
  case "$RESTORE_FROM $name" in
    latest\\ "$PGDATABASE"-{TIME}.dump | "$name $name") wanted="$name" size="$bytes" ;;
  esac
done <<LISTED
$dumps
LISTED
if [ -z "$wanted" ]; then
  echo "The bucket has no dump $RESTORE_FROM. Its dumps:" >&2
  echo "${{dumps:-none}}" >&2
  echo "Nothing was changed." >&2
  exit 1
fi
aws s3 cp --no-progress "s3://$BACKUP_BUCKET/$BACKUP_PREFIX$wanted" unfinished
if [ "$size" != "$(wc -c < unfinished | tr -d ' ')" ]; then
  echo "Only part of $wanted arrived. Nothing was changed. Try again." >&2
  exit 1
fi
mv unfinished "$wanted"
echo "Downloaded $wanted: $size bytes"
"""
"""Copies the dump `RESTORE_FROM` from the bucket into the folder."""
