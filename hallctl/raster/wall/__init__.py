"""The wall (LED电子显示屏) as a picture in colour, of any size: what pixel walls show, and its preview."""

from hallctl.raster.wall.painting import Moment, painted
from hallctl.raster.wall.preview import wall_png

__all__ = ["Moment", "painted", "wall_png"]
