"""The whole error taxonomy: every failure a user may meet, each in one sentence with its next step.

    AppError
    |-- RequestError      the endpoint answered and refused
    |   |-- NoKey  KeyRejected  NoCredit  Refused  UnknownModel
    |   `-- BadParameter  ContextTooLong  RateLimited  ProviderFailed
    |-- TransportError    the endpoint was not reached, or the connection failed
    |   `-- Offline  TlsFailed  TimedOut  StreamCut  SignInPage
    |-- ProtocolError     the endpoint was reached and spoke another language
    |   `-- NotJson  NotAnEventStream  EmptyAnswer  TooLarge
    |-- ArchiveError      Busy  DiskFull  ReadOnly  Corrupt  NewerFile  AlreadyOpen
    |                     Locked  WrongPassphrase
    |-- SecretError       NoKeyring  KeyringLocked
    |-- LoginFailed       no key came of a login in the browser
    |-- SettingsError     BadField  Unwritable
    |-- FileError         ImportUnreadable  ExportFailed
    `-- UsageError        a request of the user's that cannot be carried out as asked
        `-- CapReached    a cap on spending refuses it, or has stopped it

Anything else that is raised is a bug and is never dressed as an AppError. This module imports
nothing of the program.
"""

from __future__ import annotations


class AppError(Exception):
    """A failure that is not a bug.

    Attributes:
        text: One sentence for the user, in plain words, without a trailing line break.
        advice: What to do next, one sentence, or "".
        may_retry: Whether the same request may be tried again as it is.
        detail: Redacted technical detail for the log and the Details fold; never a key.
        code: HTTP status or the server's own code, None where there is none.
        retry_after_s: Seconds the server asked to wait, None where it did not.
    """

    default_advice = ""
    may_retry_by_default = False

    def __init__(
        self,
        text: str,
        *,
        advice: str | None = None,
        may_retry: bool | None = None,
        detail: str = "",
        code: int | str | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(text)
        self.text = text
        self.advice = self.default_advice if advice is None else advice
        self.may_retry = self.may_retry_by_default if may_retry is None else may_retry
        self.detail = detail
        self.code = code
        self.retry_after_s = retry_after_s

    @property
    def kind(self) -> str:
        """The class name: the stable word for this failure in records and JSON output."""
        return type(self).__name__


class RequestError(AppError):
    """The endpoint answered and refused the request."""


class NoKey(RequestError):
    """No API key is known for the endpoint that wants one."""

    default_advice = "Add a key under Endpoints and keys, or choose another endpoint."


class KeyRejected(RequestError):
    """The endpoint does not accept the key (401)."""

    default_advice = "Check the key under Endpoints and keys, or create a new one."


class NoCredit(RequestError):
    """The account has no credit left (402)."""

    default_advice = "Add credit at https://openrouter.ai/credits, then retry."


class Refused(RequestError):
    """The endpoint refuses this request by policy (403)."""

    default_advice = "Change the message or choose another model."


class UnknownModel(RequestError):
    """The model does not exist at the endpoint (404)."""

    default_advice = "Choose another model."


class BadParameter(RequestError):
    """The endpoint does not accept a field of the request (400, 422)."""

    default_advice = "Unset the parameter that the message names, then retry."


class ContextTooLong(RequestError):
    """The conversation does not fit the model's context length (400, 413)."""

    default_advice = "Shorten the conversation or choose a model with a longer context."


class RateLimited(RequestError):
    """The endpoint asks to wait (429)."""

    default_advice = "Wait a moment, then retry."
    may_retry_by_default = True


class ProviderFailed(RequestError):
    """The provider failed or is overloaded (408, 409, 5xx, or an error inside the stream)."""

    default_advice = "Retry, or choose another provider or model."
    may_retry_by_default = True


class TransportError(AppError):
    """The endpoint was not reached, or the connection failed."""

    may_retry_by_default = True


class Offline(TransportError):
    """No connection: no network, an unknown host, a closed port, a failing proxy."""

    default_advice = "Check the network and the endpoint's address, then retry."


class TlsFailed(TransportError):
    """The server's certificate cannot be trusted."""

    default_advice = "Check the date of this computer and the certificate of the endpoint."
    may_retry_by_default = False


class TimedOut(TransportError):
    """The endpoint took longer than the time limit."""

    default_advice = "Retry, or raise the time limit in Settings."


class StreamCut(TransportError):
    """The connection ended before the answer did."""

    default_advice = "Retry, or continue from the text that arrived."


class SignInPage(TransportError):
    """A web page came where the API should be: a sign-in page of a network, or a wrong address."""

    default_advice = "Sign in to the network in a browser, or correct the endpoint's address."


class ProtocolError(AppError):
    """The endpoint spoke something other than the API."""

    default_advice = "Check the endpoint's address under Endpoints and keys."


class NotJson(ProtocolError):
    """A body that should be JSON is not."""


class NotAnEventStream(ProtocolError):
    """A body that should be an event stream is not."""


class EmptyAnswer(ProtocolError):
    """The endpoint ended the answer without any content."""

    default_advice = "Retry: the model may have been starting."
    may_retry_by_default = True


class TooLarge(ProtocolError):
    """An event or a reply is larger than the program accepts."""

    default_advice = "Ask for a shorter answer."


class ArchiveError(AppError):
    """The archive cannot do what was asked."""


class Busy(ArchiveError):
    """Another program holds the archive's write lock."""

    default_advice = "Close the other program, then retry."
    may_retry_by_default = True


class AlreadyOpen(ArchiveError):
    """Another copy of Desktop Chat has this archive open."""

    default_advice = "Use the copy that is running, or wait until it ends."


class DiskFull(ArchiveError):
    """The disk is full; what was kept before is intact."""

    default_advice = "Free some space, then retry; nothing saved before is lost."
    may_retry_by_default = True


class ReadOnly(ArchiveError):
    """The archive or its folder cannot be written."""

    default_advice = "Reading works; to write, make the folder writable or choose another profile."


class Corrupt(ArchiveError):
    """The archive's file is damaged."""

    default_advice = "Restore a backup in its place, or go on with a new archive."


class NewerFile(ArchiveError):
    """The archive was written by a newer version of the program."""

    default_advice = "Update Desktop Chat; the file is opened for reading only."


class Locked(ArchiveError):
    """The archive is encrypted, and there is no key for it yet."""

    default_advice = "Unlock it with its passphrase or its recovery code."


class WrongPassphrase(ArchiveError):
    """The passphrase does not open the archive."""

    default_advice = "Try again, or use the recovery code."


class SecretError(AppError):
    """A key cannot be read or kept."""


class NoKeyring(SecretError):
    """The system has no keyring that may be used."""

    default_advice = "Keep the key for this session only."


class KeyringLocked(SecretError):
    """The system's keyring is locked, or the question to unlock it was dismissed."""

    default_advice = "Unlock the keyring, then retry, or keep the key for this session only."
    may_retry_by_default = True


class LoginFailed(AppError):
    """A login in the browser ended without a key; nothing was changed."""

    default_advice = "Log in again, or paste a key."


class SettingsError(AppError):
    """The settings cannot be read or written."""


class BadField(SettingsError):
    """A value in the settings file or in a form is not acceptable."""


class Unwritable(SettingsError):
    """The settings file cannot be written."""

    default_advice = "Make the folder writable; the change holds until the program ends."


class FileError(AppError):
    """A file of the user's cannot be read or written."""


class ImportUnreadable(FileError):
    """A file to import cannot be read."""


class ExportFailed(FileError):
    """A file cannot be exported."""


class UsageError(AppError):
    """What was asked cannot be carried out as asked; nothing was changed."""


class CapReached(UsageError):
    """A cap on spending refuses a request, or has stopped an answer; `code` names the cap."""

    default_advice = "Raise the cap under Settings, Spending."
