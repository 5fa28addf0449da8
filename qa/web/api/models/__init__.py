"""What the interface for programs takes and returns, as pydantic models: the JSON that `--json` prints, described."""
