"""The atlas: a folder of pages that tells all there is, opens as files, and asks nobody for anything."""

from sckg.views.atlas.site import MARKER, Written, write_atlas

__all__ = ["MARKER", "Written", "write_atlas"]
