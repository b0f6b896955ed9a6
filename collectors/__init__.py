"""Collectors: one file each; they turn a source into samples and know nothing of the store."""
