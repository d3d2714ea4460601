"""The `airlift` command: a thin shell around the public API of the library."""
