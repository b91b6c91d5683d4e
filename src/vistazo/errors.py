"""Every error that Vistazo raises on purpose.

    VistazoError
    ├── InputError              what a caller gave cannot be used
    │   ├── ImageError          a picture
    │   │   ├── EmptyImageError         no bytes, or no pixels
    │   │   ├── UnsupportedImageError   not a PNG, JPEG or WebP, or an array of another kind
    │   │   ├── DamagedImageError       starts like a picture and breaks off or does not decode
    │   │   └── ImageTooLargeError      more pixels than the limit
    │   ├── OptionError         an option or parameter outside its range
    │   └── RequestError        an HTTP request
    │       ├── MalformedBodyError      a body that is not what its content type says
    │       ├── UnsupportedBodyError    a content type that is not taken here
    │       ├── BodyTooLargeError       more bytes than the upload limit
    │       └── SlowBodyError           a body that did not arrive in time
    ├── DataError               a data set file is missing, damaged or inconsistent
    ├── ModelError              a model file cannot be used
    │   ├── ModelNotFoundError  no model of that name or path
    │   │   └── ReaderNotFoundError     a model that reads no lines of text
    │   ├── CardError           the card is missing, malformed or from a newer schema
    │   └── ParityError         an export does not agree with the network that it came from
    ├── OverloadedError         more requests at once than there is room for
    └── MissingExtraError       a command of the workshop without the workshop's libraries

A message says what was expected, what came, and what to do.
"""

from __future__ import annotations


class VistazoError(Exception):
    """Base of every error that Vistazo raises on purpose."""


class InputError(VistazoError):
    """What a caller gave cannot be used."""


class ImageError(InputError):
    """A picture cannot be used."""


class EmptyImageError(ImageError):
    """A picture without bytes or without pixels."""


class UnsupportedImageError(ImageError):
    """Not a PNG, JPEG or WebP, or an array of another shape or dtype than pictures have."""


class DamagedImageError(ImageError):
    """Starts like a picture, but breaks off or does not decode."""


class ImageTooLargeError(ImageError):
    """More pixels than the limit; found before decoding."""


class OptionError(InputError):
    """An option or parameter outside its range."""


class RequestError(InputError):
    """An HTTP request cannot be used."""


class MalformedBodyError(RequestError):
    """A request's body is not what its content type says, or lacks a field."""


class UnsupportedBodyError(RequestError):
    """A request's content type is not taken here."""


class BodyTooLargeError(RequestError):
    """A request's body has more bytes than the upload limit."""


class SlowBodyError(RequestError):
    """A request's body did not arrive in time."""


class DataError(VistazoError):
    """A data set file is missing, damaged or inconsistent."""


class ModelError(VistazoError):
    """A model file cannot be used."""


class ModelNotFoundError(ModelError):
    """No model of that name or at that path."""


class ReaderNotFoundError(ModelNotFoundError):
    """A model without a reader of lines was asked to read."""


class CardError(ModelError):
    """The model's card is missing, malformed or from a newer schema."""


class ParityError(ModelError):
    """An exported file does not give the numbers of the network that it came from."""


class OverloadedError(VistazoError):
    """More requests came at once than there is room for; try again soon."""


class MissingExtraError(VistazoError):
    """A command of the workshop was called without the workshop's libraries."""
