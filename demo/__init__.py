"""The demo: it runs the SOURCES that an office would have, on loopback addresses; the real collectors poll them.

Everything it makes is marked DATA SIMULASI through ``simulated: true`` in the demo's office files.
"""
