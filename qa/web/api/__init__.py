"""The interface for programs: JSON over HTTP under `/api/v1`, the same service as the pages."""
