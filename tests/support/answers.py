"""How long an answer may be: at most four lines, unless a list, a table or a document was
asked for."""

import re

MOST = 4
DOCUMENTS = re.compile(r"^((INC-\S+ |#?\d{1,3} )?(\?|help\b.*|list\b.*|mine|tasks|show\b.*|"
                       r"timeline\b.*|catchup\b.*|who\b.*|(evidence|actions?)( list.*)?|role|overview|status)?)$",
                       re.I)


def too_long(typed, answer):
    return not DOCUMENTS.match(typed) and len(answer.strip().split("\n")) > MOST
