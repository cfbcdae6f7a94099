"""Walls of pixels (点阵大屏): the wall's picture as a stream to the controller of a LED matrix (DEV-05)."""

from displays.pixel_wall.driver import PixelWall

__all__ = ["PixelWall"]
