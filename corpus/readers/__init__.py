"""From files to article drafts: `detect` finds the format of a file, and each format has one module that reads it."""
