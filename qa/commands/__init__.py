"""The commands of `cuttings`, a file for each family, which adds its commands to the parser."""
