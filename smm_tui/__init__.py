"""A terminal dashboard for buyers on SMM panels."""

__version__ = "0.1.0"
