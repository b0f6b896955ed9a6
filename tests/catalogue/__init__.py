"""The catalogue against the seed documents, and the loader against bad files."""
