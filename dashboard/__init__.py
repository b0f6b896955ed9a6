"""Pantau PIAK: compliance of the PIAK division's work with the waktu standards of its own SOPs."""
