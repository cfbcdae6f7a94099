"""People's logins, device tokens and sessions. Not in the journal: secrets must be forgettable."""

from hallctl.accounts.accounts import Accounts
from hallctl.accounts.identities import (
    AccountError,
    Credential,
    CredentialKind,
    LoginRefused,
    LoginThrottled,
    Person,
    Session,
    WeakPassword,
    digest_of,
)

__all__ = [
    "AccountError",
    "Accounts",
    "Credential",
    "CredentialKind",
    "LoginRefused",
    "LoginThrottled",
    "Person",
    "Session",
    "WeakPassword",
    "digest_of",
]
