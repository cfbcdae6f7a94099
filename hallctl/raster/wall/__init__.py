"""The wall (LED电子显示屏) as a picture in colour, of any size: what pixel walls show, and its preview."""

from hallctl.raster.wall.painting import Moment, painted

__all__ = ["Moment", "painted"]
