"""See hallctl.raster.faces."""

from hallctl.raster.faces import OUTLINE, SOURCES, Face, NoFace, face, missing

__all__ = ["OUTLINE", "SOURCES", "Face", "NoFace", "face", "missing"]
