"""The only decoder: whatever people give, as one uint8 array.

PNG, JPEG and WebP are told apart by their content, never by their name. The plugins of Pillow are
called by name rather than through `Image.open`, so no other decoder is ever reached, Pillow's
global pixel limit stays as the host program set it, and our own limit is checked first.
"""

from vistazo.image.decoding import LONGEST_SIDE, ImageSource, load_grey, load_rgb, read_file
from vistazo.image.files import PIXEL_LIMIT, Format, picture_format, picture_size
from vistazo.image.png import encode_png

__all__ = [
    "LONGEST_SIDE",
    "PIXEL_LIMIT",
    "Format",
    "ImageSource",
    "encode_png",
    "load_grey",
    "load_rgb",
    "picture_format",
    "picture_size",
    "read_file",
]
