"""The versions of identity.sqlite."""
