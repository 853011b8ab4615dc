/* args_named.c: what a word names: an incident, or nobody. */
#include "base/text.h"
#include "core/args.h"

enum { ID_DIGITS = 6 };

/* Where "inc-2" begins in a channel's name ("war-inc-2025-09-29-001-2"); NULL: nowhere. */
static const char *id_within(const char *name) {
    for (; *name != '\0'; name++) {
        if ((name[0] | 0x20) == 'i' && (name[1] | 0x20) == 'n' &&
            (name[2] | 0x20) == 'c' && name[3] == '-' && name[4] == '2') {
            return name;
        }
    }
    return NULL;
}

/* "2025-09-29-001" and the names of channels as an id, in either case of its letters. */
static const char *bare_id(struct arena *arena, const char *text) {
    enum { DAY = sizeof "INC-2025-09-29-" - 1 };
    bool channel = *text == '#' || text_starts(text, "<#");
    const char *at = channel ? id_within(text) : NULL;

    if (at != NULL && strlen(at) > DAY) {
        return arena_strndup(arena, at, DAY + strspn(at + DAY, "0123456789"));
    }
    text += *text == '#' ? 1 : 0;
    return *text == '2' && strchr(text, '-') != NULL ? arena_printf(arena, "INC-%s", text)
                                                     : text;
}

const char *arg_incident(struct arena *arena, const char *text) {
    size_t mark = *text == '#' ? 1 : 0;
    size_t digits = strspn(text + mark, "0123456789");
    char *id;

    if (digits > 0 && digits <= ID_DIGITS && text[mark + digits] == '\0') {
        return arena_strdup(arena, text);
    }
    if (text_starts(text_lower(arena, text),
                    "inc-")) { /* "INC-001": people leave the day out */
        digits = strspn(text + strlen("inc-"), "0123456789");
        if (digits > 0 && digits <= ID_DIGITS && text[strlen("inc-") + digits] == '\0') {
            return arena_strdup(arena, text + strlen("inc-"));
        }
    }
    id = arena_strdup(arena, bare_id(arena, text));
    for (char *c = id; *c != '\0'; c++) {
        *c = (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
    }
    return incident_id_valid(id) ? id : NULL;
}

/* Words that stand for nobody in particular. */
bool args_names_nobody(const char *text) {
    static const char *const words[] = {
        "nobody", "noone",   "no-one",  "none",   "everyone", "everybody", "all",
        "anyone", "anybody", "someone", "you",    "channel",  "here",      "them",
        "us",     "him",     "her",     "action", "somebody", NULL};

    text += *text == '@' || *text == '!' ? 1 : 0;
    return text_in_nocase(text, words);
}
