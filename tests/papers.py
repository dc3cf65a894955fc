"""Small papers for tests: the least that each format asks for."""

import struct
import zlib

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def png(width: int = 3, height: int = 2) -> bytes:
    """A PNG of one color, or the headers of one that is too large to make."""
    rows = b"\0" * (height * (width + 1)) if width * height < 10_000 else b""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_png_part(kind, content) for kind, content in parts)


def _png_part(kind: bytes, content: bytes) -> bytes:
    checked = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checked


def jpeg(width: int = 3, height: int = 2) -> bytes:
    """The parts of a JPEG, with dots that say nothing."""
    head = b"\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\0"
    scan = b"\xff\xda\x00\x08\x01\x01\0\0\x3f\0"
    return b"\xff\xd8" + head + frame + scan + b"\x12\x34\x56\xff\xd9"


def tiff(*pages: tuple[int, int], order: str = "<", circle: bool = False) -> bytes:
    """A TIFF of these pages, without dots; in a circle, the last page leads to the first."""
    content = b"II*\0" if order == "<" else b"MM\0*"
    content += struct.pack(f"{order}I", 8)
    for number, (width, height) in enumerate(pages, start=1):
        following = len(content) + 30 if number < len(pages) else 8 if circle else 0
        content += struct.pack(f"{order}H", 2)
        content += struct.pack(f"{order}HHII", 256, 4, 1, width)
        content += struct.pack(f"{order}HHIHH", 257, 3, 1, height, 0)
        content += struct.pack(f"{order}I", following)
    return content


def webp(kind: bytes, head: bytes) -> bytes:
    """A WebP of one part."""
    part = kind + struct.pack("<I", len(head)) + head
    return b"RIFF" + struct.pack("<I", len(part) + 4) + b"WEBP" + part


def webp_extended(width: int, height: int) -> bytes:
    """A WebP with a head of the extended form."""
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return webp(b"VP8X", b"\0\0\0\0" + sides)


def webp_lossless(width: int, height: int) -> bytes:
    """A WebP without loss."""
    bits = (width - 1) | (height - 1) << 14
    return webp(b"VP8L", b"\x2f" + bits.to_bytes(4, "little") + b"\0" * 5)


def webp_lossy(width: int, height: int) -> bytes:
    """A WebP with loss."""
    return webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height))
