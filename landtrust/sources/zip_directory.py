"""How many members a zip archive claims, read from its last bytes before anything is built.

Python's zipfile makes an object of every member before one can ask how many there are; a
hundred thousand of them would be memory spent on an archive that is going to be refused.

Source: PKWARE APPNOTE 6.3.10, 4.3.14 to 4.3.16.
"""

import struct
from pathlib import Path

from landtrust.errors import InvalidInput
from landtrust.sources.foreign_names import shown_name

_END = struct.Struct("<4s4H2LH")
_END_MAGIC = b"PK\x05\x06"
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_COMMENT_MOST = 65_535
_BYTES_PER_MEMBER = 46 + 1_024  # a member's fixed part, and more than its names and extras need


def check_directory(path: Path, most_members: int) -> None:
    """Refuse an archive of more than `most_members`, or with a directory too big for so many.

    Raises:
        InvalidInput: There are too many members, or no directory at all.
    """
    members, directory_bytes = _directory_claims(path)
    if members > most_members or directory_bytes > most_members * _BYTES_PER_MEMBER:
        raise InvalidInput(
            f"{shown_name(path)} holds {members:,} files; {most_members:,} is the most that is "
            "unpacked.",
            file=path.name,
        )


def _directory_claims(path: Path) -> tuple[int, int]:
    with path.open("rb") as handle:
        size = handle.seek(0, 2)
        start = max(0, size - _END.size - _COMMENT_MOST - _END64_LOCATOR.size)
        handle.seek(start)
        tail = handle.read()
        at = tail.rfind(_END_MAGIC)
        if at < 0 or at + _END.size > len(tail):
            raise InvalidInput(
                f"{shown_name(path)} is not a whole zip archive: its list of files is missing.",
                file=path.name,
            )
        _, _, _, _, members, directory_bytes, _, _ = _END.unpack_from(tail, at)
        locator = tail[max(0, at - _END64_LOCATOR.size) : at]
        if len(locator) < _END64_LOCATOR.size or not locator.startswith(b"PK\x06\x07"):
            return members, directory_bytes
        handle.seek(min(_END64_LOCATOR.unpack(locator)[2], size))
        record = handle.read(_END64.size)
    if len(record) < _END64.size or not record.startswith(b"PK\x06\x06"):
        return members, directory_bytes
    fields = _END64.unpack(record)
    return int(fields[7]), int(fields[8])
