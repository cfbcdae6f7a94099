"""See hallctl.raster.picture."""

from hallctl.raster.picture import Ink, Picture

__all__ = ["Ink", "Picture"]
