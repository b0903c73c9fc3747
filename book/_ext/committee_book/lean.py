"""Lean drawings: the same lines in half the letters.

Matplotlib writes every point of a curve as two absolute numbers between spaces, and wraps
everything in groups. A browser draws the same from steps relative to the point before, and
from what the groups hold.
"""

import re
from collections.abc import Iterator

PATH = re.compile(r'(?<= d=")[^"]*(?=")')
TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")
COORDINATES = {"M": 2, "L": 2, "Q": 4, "C": 6}  # of each command that matplotlib writes
GROUP = re.compile(r"<(/?)g\b([^>]*?)\s*(/?)>")

Step = tuple[str, list[float]]


def lean(svg: str) -> str:
    """Return a drawing that looks the same and is written shorter."""
    return PATH.sub(lambda path: lean_path(path[0]), unwrap(svg)).replace(" />", "/>")


def lean_path(path: str) -> str:
    """Return a path in relative steps, straight ones to a tenth of a point."""
    steps = list(parse(path))
    if not steps or any(letter not in {*COORDINATES, "Z"} for letter, _ in steps):
        return path
    digits = 2 if any(letter in "QC" for letter, _ in steps) else 1
    return write(relative(steps, digits))


def parse(path: str) -> Iterator[Step]:
    """Yield each command with its numbers; nothing at all where something else is written."""
    tokens = TOKEN.findall(path)
    place = 0
    while place < len(tokens):
        letter = tokens[place].upper()
        count = COORDINATES.get(letter, 0)
        numbers = tokens[place + 1 : place + 1 + count]
        if not tokens[place].isupper() and letter != "Z":
            letter = "?"  # already relative, or a form matplotlib does not write
        yield letter, [float(number) for number in numbers if not number.isalpha()]
        place += 1 + count


def relative(steps: list[Step], digits: int) -> Iterator[Step]:
    """Yield steps from where the pen is; what rounding loses in one, the next one makes good."""
    x = y = start_x = start_y = 0.0
    for letter, numbers in steps:
        if letter == "Z":
            x, y = start_x, start_y
            yield "z", []
            continue
        points = [round(number, digits) for number in numbers]
        moved = [round(point - (y if i % 2 else x), digits) for i, point in enumerate(points)]
        x, y = points[-2:]
        if letter == "M":
            start_x, start_y = x, y
            yield "M", points
        elif letter != "L":
            yield letter.lower(), moved
        elif moved[0] and moved[1]:
            yield "l", moved
        elif any(moved):
            yield ("h", moved[:1]) if moved[0] else ("v", moved[1:])


def write(steps: Iterator[Step]) -> str:
    """Return steps as a path, without the letters and spaces that a reader can do without."""
    written, before = "", ""
    for letter, numbers in steps:
        last = ""  # the number before, where no letter stands between
        if letter != before or letter == "M":
            written += letter
        else:
            last = "0"
        for number in numbers:
            text = re.sub(r"^(-?)0\.", r"\1.", f"{number:g}")
            apart = not last or text[0] == "-" or (text[0] == "." and "." in last)
            written += text if apart else f" {text}"
            last = text
        before = letter
    return written


def unwrap(svg: str) -> str:
    """Return a drawing without the groups that say nothing."""
    kept: list[bool] = []

    def tag(match: re.Match[str]) -> str:
        if match[1]:
            return match[0] if kept.pop() else ""
        if match[3]:
            return ""
        kept.append(bool(match[2].strip()))
        return match[0] if kept[-1] else ""

    return GROUP.sub(tag, svg)
