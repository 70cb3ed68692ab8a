"""From the bytes of an uploaded file to its text; nothing here knows about columns or rows."""

from __future__ import annotations

import codecs

_WORKBOOK_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SAVE_AGAIN = "Save it from your spreadsheet as “CSV UTF-8” and try again."


class UnreadableText(ValueError):
    """Bytes that are no text, with a sentence for whoever uploaded them.

    Parameters
    ----------
    sentence
        What is wrong and what to do.
    line
        The first line that cannot be read, or 0 for the file as a whole.
    """

    def __init__(self, sentence: str, line: int = 0) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.line = line


def decode(content: bytes) -> str:
    """Decode UTF-8, UTF-16 with a byte order mark, or else Windows-1252.

    Raises
    ------
    UnreadableText
        For a spreadsheet's own format, NUL characters, and bytes that none of the three allows.
    """
    if content.startswith(_WORKBOOK_STARTS):
        raise UnreadableText(f"This is a spreadsheet's own format, not CSV. {_SAVE_AGAIN}")
    text = _decoded(content)
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise UnreadableText(f"The file contains characters that are not text. {_SAVE_AGAIN}", line)
    return text


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            encoding = "cp1252"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        sentence = f"The file contains characters that cannot be read. {_SAVE_AGAIN}"
        raise UnreadableText(sentence, line) from error
