"""Style: the colours of code on paper, the same few as on the pages."""

from typing import ClassVar

from pygments.style import Style  # type: ignore[import-untyped]
from pygments.token import (  # type: ignore[import-untyped]
    Comment,
    Error,
    Keyword,
    Name,
    Number,
    Operator,
    String,
    Token,
)

NAME, LITERAL, MUTED, WRONG = "#33486F", "#7A4526", "#5A6072", "#B8460B"


class Paper(Style):
    """Few colours, so that the names can be read."""

    styles: ClassVar[dict[object, str]] = {
        Token: "",
        Comment: MUTED,
        Keyword: NAME,
        Operator.Word: NAME,
        Name.Decorator: NAME,
        String: LITERAL,
        Number: LITERAL,
        Error: WRONG,
    }
