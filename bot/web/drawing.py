"""``python -m bot.web.drawing FILE [LABEL]`` writes a PDF's page labels, or one page as a PNG, for page_pictures."""

import io
import json
import sys

import pypdfium2

_WIDTH = 900  # pixels
_TALLEST = 2400
DRAWN, NO_SUCH_PAGE = 0, 4


def main() -> int:
    """Write on standard output; NO_SUCH_PAGE when the label is no page of the file."""
    document = pypdfium2.PdfDocument(sys.argv[1])
    labels = [document.get_page_label(index) or str(index + 1) for index in range(len(document))]
    if len(sys.argv) < 3:
        sys.stdout.write(json.dumps(labels))
        return DRAWN
    index = _index_of(sys.argv[2], labels)
    if index is None:
        return NO_SUCH_PAGE
    page = document[index]
    width, height = page.get_size()
    scale = min(_WIDTH / max(width, 1), _TALLEST / max(height, 1))
    out = io.BytesIO()
    page.render(scale=scale).to_pil().convert("RGB").save(out, "PNG")
    sys.stdout.buffer.write(out.getvalue())
    return DRAWN


def _index_of(label: str, labels: list[str]) -> int | None:
    if label in labels:
        return labels.index(label)
    return int(label) - 1 if label.isdecimal() and 0 < int(label) <= len(labels) else None


if __name__ == "__main__":
    sys.exit(main())
