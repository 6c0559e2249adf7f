"""A telephone number as something to look up and not to read: a keyed hash, different in every municipality."""

import hashlib
import hmac

import phonenumbers

from portal.privacy.keys import tenant_data_key


def e164(typed: str | None) -> str | None:
    """ "06 12345678" → "+31612345678"; None when it is no telephone number. Without a country it is Dutch."""
    try:
        number = phonenumbers.parse(typed or "", "NL")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_hash(number: str) -> str:
    """64 hexadecimal signs for a number in E.164, by a key derived from the current municipality's.

    Telephone numbers are few: without the key every one of them could be tried against a dump.
    """
    key = hmac.digest(tenant_data_key().secret, b"phone-hash", hashlib.sha256)
    return hmac.new(key, number.encode(), hashlib.sha256).hexdigest()
