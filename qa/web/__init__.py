"""What the page shows, made without any web framework: values in, escaped HTML out."""
