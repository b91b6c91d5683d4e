"""Every error that Vistazo raises on purpose.

    VistazoError
    ├── InputError              what a caller gave cannot be used
    │   ├── ImageError          a picture
    │   │   ├── EmptyImageError         no bytes, or no pixels
    │   │   ├── UnsupportedImageError   not a PNG, JPEG or WebP, or an array of another kind
    │   │   ├── DamagedImageError       starts like a picture and breaks off or does not decode
    │   │   └── ImageTooLargeError      more pixels than the limit
    │   ├── OptionError         an option or parameter outside its range
    │   │   └── UnknownLabelError       a label that the recogniser does not have
    │   ├── NotFoundError       nothing of that id: prediction, correction, picture, job, profile
    │   ├── ConflictError       the state of things does not allow it
    │   │   └── GateError               a version that the gate turned down
    │   └── RequestError        an HTTP request
    │       ├── MalformedBodyError      a body that is not what its content type says
    │       ├── UnsupportedBodyError    a content type that is not taken here
    │       ├── BodyTooLargeError       more bytes than the upload limit
    │       └── SlowBodyError           a body that did not arrive in time
    ├── DataError               a data set file is missing, damaged or inconsistent
    ├── ModelError              a model file cannot be used
    │   ├── ModelNotFoundError  no model of that name or path
    │   │   ├── ReaderNotFoundError     a model that reads no lines of text
    │   │   └── BankNotFoundError       a model that cannot learn
    │   ├── CardError           the card is missing, malformed or from a newer schema
    │   └── ParityError         an export does not agree with the network that it came from
    ├── StorageError            the database or the data folder
    │   ├── StorageUnavailableError     does not answer, or not in time
    │   ├── StorageFullError    no room is left
    │   └── SchemaError         a database from a newer Vistazo, or not one of Vistazo's
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


class UnknownLabelError(OptionError):
    """A label that the recogniser does not have."""


class NotFoundError(InputError):
    """Nothing of that id: a prediction, a correction, a picture, a job or a profile."""


class ConflictError(InputError):
    """The state of things does not allow what was asked for."""


class GateError(ConflictError):
    """A version that the gate turned down goes live only with a reason to override it."""


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


class BankNotFoundError(ModelNotFoundError):
    """A model that came without its bank was asked for it."""


class CardError(ModelError):
    """The model's card is missing, malformed or from a newer schema."""


class ParityError(ModelError):
    """An exported file does not give the numbers of the network that it came from."""


class StorageError(VistazoError):
    """The database or the data folder cannot be used."""


class StorageUnavailableError(StorageError):
    """The database or the data folder does not answer, or not in time; try again soon."""


class StorageFullError(StorageError):
    """No room is left in the data folder or the database; nothing was stored."""


class SchemaError(StorageError):
    """A database from a newer Vistazo, or not one of Vistazo's."""


class OverloadedError(VistazoError):
    """More requests came at once than there is room for; try again soon."""


class MissingExtraError(VistazoError):
    """A command of the workshop was called without the workshop's libraries."""
