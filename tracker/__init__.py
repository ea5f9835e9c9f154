"""Follows claims from rumour to fact."""

__version__ = "0.1.0"
