"""The commands of `cuttings`, a file for each kind; each adds its own to the parser."""
