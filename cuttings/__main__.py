"""The command `cuttings`, also as `python -m cuttings`. Importing the package has put ours first on the path."""

import sys

from qa.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
