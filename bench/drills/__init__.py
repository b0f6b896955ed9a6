"""Drills: what must not happen to an office's samples, tried on real databases, by hand; each prints its figures."""
