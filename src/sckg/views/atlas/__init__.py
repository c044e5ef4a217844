"""The atlas: a folder of pages that tells all there is, opens as files, and asks nobody for anything."""

from sckg.views.atlas.folder import MARKER
from sckg.views.atlas.site import Written, write_atlas

__all__ = ["MARKER", "Written", "write_atlas"]
