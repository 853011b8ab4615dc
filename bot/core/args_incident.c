/* args_incident.c: how an incident is named. See args_incident.h. */
#include "core/args_incident.h"
#include "base/address.h"
#include "base/text.h"
#include "core/args_tokens.h"
#include "core/incident.h"

enum { ID_DIGITS = 6 };

const char *arg_behind_day(const char *ref) {
    static const char form[] = "00-00-";
    size_t digits;

    for (size_t i = 0; form[i] != '\0'; i++) {
        bool digit = ref[i] >= '0' && ref[i] <= '9';

        if (form[i] == '0' ? !digit : ref[i] != form[i]) {
            return NULL;
        }
    }
    ref += sizeof form - 1;
    digits = strspn(ref, "0123456789");
    return digits > 0 && ref[digits] == '\0' ? ref : NULL;
}

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

    if (at && strlen(at) > DAY) {
        return arena_strndup(arena, at, DAY + strspn(at + DAY, "0123456789"));
    }
    text += *text == '#' ? 1 : 0;
    return *text == '2' && strchr(text, '-') ? arena_printf(arena, "INC-%s", text) : text;
}

/* "INC-2025-09-29-1" as "INC-2025-09-29-001". */
static const char *whole_number(struct arena *arena, const char *id) {
    enum { DAY = sizeof "INC-2025-09-29-" - 1, DIGITS = 3 };
    size_t len = strlen(id), digits = len > DAY ? strspn(id + DAY, "0123456789") : 0;

    return digits > 0 && digits < DIGITS && DAY + digits == len
               ? arena_printf(arena, "%.*s%03ld", (int)DAY, id,
                              strtol(id + DAY, NULL, 10))
               : id;
}

static bool is_number(const char *text) {
    size_t digits = strspn(text, "0123456789");

    return digits > 0 && digits <= ID_DIGITS && text[digits] == '\0';
}

static char *padded(struct arena *arena, const char *number) {
    return arena_printf(arena, "%03ld", strtol(number, NULL, 10));
}

/* "INC-1", "INC001", "inc 001", "incident #1", "@001": people leave the day out. The number
 * with three digits, as ids have it: nothing else can be meant. "09-29-001" keeps its day.
 * NULL: not so. */
static const char *called_incident(struct arena *arena, const char *text) {
    static const char *const words[] = {"inc", "incident"};
    const char *lower = text_lower(arena, text);

    if (*text == '@' && strlen(text) > 3 && is_number(text + 1)) {
        return padded(arena, text + 1);
    }
    if (arg_behind_day(text)) {
        return arena_strdup(arena, text);
    }
    if (text_starts(lower, "inc") && is_number(text + 3)) {
        return padded(arena, text + 3);
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);

        if (text_starts(lower, words[i]) && (lower[n] == '-' || lower[n] == ' ')) {
            const char *number = text + n + 1;

            number += *number == '#' ? 1 : 0;
            if (is_number(number)) {
                return padded(arena, number);
            }
        }
    }
    return NULL;
}

bool arg_is_place(const char *ref) {
    size_t len = strlen(ref);

    return *ref == '#' && address_span(ref + 1) + 1 == len && address_is(ref + 1);
}

const char *arg_incident(struct arena *arena, const char *text) {
    const char *called = called_incident(arena, text);
    char *id;

    if (is_number(text + (*text == '#' ? 1 : 0)) || arg_is_place(text)) {
        return arena_strdup(arena, text);
    }
    if (called) {
        return called;
    }
    id = arena_strdup(arena, whole_number(arena, bare_id(arena, text)));
    for (char *c = id; *c != '\0'; c++) {
        *c = (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
    }
    return incident_id_valid(id) ? id : NULL;
}

/* The next word, without the mark that people put behind a name. NULL: none. */
static char *next_word(struct arena *arena, struct token_reader *reader) {
    struct token token;
    char *word;

    if (!token_next(reader, &token) || token.len > LIMIT_WORD) {
        return NULL;
    }
    word = arena_strndup(arena, token.start, token.len);
    if (token.len > 1 && strchr(":,!?.", word[token.len - 1])) {
        word[token.len - 1] = '\0';
    }
    return word;
}

const char *arg_incident_at(struct arena *arena, struct token_reader *reader) {
    struct token_reader behind = *reader;
    const char *word = next_word(arena, &behind), *second, *ref;

    if (!word) {
        return NULL;
    }
    ref = arg_incident(arena, word);
    if (!ref && (text_equal_nocase(word, "inc") || text_equal_nocase(word, "incident"))) {
        second = next_word(arena, &behind);
        ref = second ? called_incident(arena, arena_printf(arena, "%s %s", word, second))
                     : NULL;
    }
    if (ref) {
        *reader = behind;
    }
    return ref;
}
