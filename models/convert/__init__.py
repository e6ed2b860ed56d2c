"""Turns pinned networks of other projects into the files that the package ships. Used when building only."""
