#!/bin/sh
# Makes a random password for each database role in secrets/, at the root of the clone.
# Safe to repeat: a password that is there already is kept, because the database knows it.
set -eu

secrets=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)/secrets
umask 077
mkdir -p -- "$secrets"
printf '*\n' > "$secrets/.gitignore"

for name in postgres_password owner_password app_password read_password; do
    if [ -s "$secrets/$name" ]; then
        continue
    fi
    # Written aside and moved, so that an interrupted run leaves no half password.
    od -An -N32 -tx1 /dev/urandom | tr -d ' \n' > "$secrets/.draft"
    # Containers run as users of their own and must read it; the closed folder keeps others out.
    chmod 444 "$secrets/.draft"
    mv -f -- "$secrets/.draft" "$secrets/$name"
done
echo "Passwords are in $secrets"
