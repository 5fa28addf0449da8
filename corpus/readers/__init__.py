"""From files to article drafts: `detect` knows which format a file is in, one file a format reads it."""
