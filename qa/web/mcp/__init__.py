"""The archive for assistants, by the Model Context Protocol: tools that read, and articles as resources."""
