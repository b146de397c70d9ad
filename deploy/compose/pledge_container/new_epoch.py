"""A one-shot job after a backup of the registry was restored: its feed's readers begin anew."""

import os
import sys

from pledge_registry.cli import new_epoch


def main() -> None:
    """Begin a new epoch of the change feed."""
    url = os.environ.get("REGISTRY_OWNER_DATABASE_URL")
    if not url:
        sys.exit("Set REGISTRY_OWNER_DATABASE_URL: the registry's database, by its owner.")
    sys.stdout.write(f"The feed's epoch is {new_epoch(url)}; its readers begin anew.\n")


if __name__ == "__main__":
    main()
