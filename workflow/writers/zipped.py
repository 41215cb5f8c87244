"""Zip files whose bytes depend on nothing but what is in them: EPUB and DOCX."""

from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo


def packed(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip file with these members, in this order.

    Nothing is compressed: what zlib makes of the same bytes depends on how it was built. Every member has the first
    date that the format knows.
    """
    data = BytesIO()
    with ZipFile(data, "w", ZIP_STORED) as archive:
        for name, content in members:
            member = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.create_system = 3
            member.external_attr = 0o644 << 16
            archive.writestr(member, content)
    return data.getvalue()
