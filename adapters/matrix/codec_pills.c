/* codec_pills.c: see codec_pills.h.
 *
 * Ids of people are as old as their servers: the localpart may hold nearly anything but a
 * colon. What is no id here calls nobody, and is shown as the text it is. */
#include "codec_pills.h"
#include "codec_pieces.h"

#include "base/address.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "tocsin/limits.h"
#include <ctype.h>
#include <string.h>

#define NETWORK "matrix"
#define MATRIX_TO "https://matrix.to/#/"

/* ---- ids ---- */

/* A host, or an address in brackets, and perhaps a port. */
static bool is_server(const char *s) {
    static const char signs[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789.-:[]";
    return *s != '\0' && s[strspn(s, signs)] == '\0';
}

static bool is_local(const char *s, size_t len) {
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)s[i] <= ' ' || s[i] == 0x7F) {
            return false;
        }
    }
    return len > 0;
}

static bool is_id(const char *id, char sigil) {
    const char *colon = id ? strchr(id, ':') : NULL;
    size_t len = id ? strlen(id) : 0;

    return colon && id[0] == sigil && len <= LIMIT_ID && utf8_valid(id, len) &&
           is_local(id + 1, (size_t)(colon - id) - 1) && is_server(colon + 1);
}

const char *matrix_user_of(const char *actor) {
    const char *id = address_name_on(actor, NETWORK);

    return is_id(id, '@') ? id : NULL;
}

/* Since room version 12 an id has no server. */
static bool is_bare_room(const char *id) {
    size_t len = id ? strlen(id) : 0;

    return len > 1 && len <= LIMIT_ID && id[0] == '!' && !strchr(id, ':') &&
           utf8_valid(id, len) && is_local(id + 1, len - 1);
}

const char *matrix_room_of(const char *place) {
    const char *id = address_name_on(place, NETWORK);

    return is_id(id, '!') || is_id(id, '#') || is_bare_room(id) ? id : NULL;
}

/* ---- links ---- */

char *matrix_to(struct arena *arena, const char *id) {
    struct strbuf out;
    char *url;

    strbuf_init(&out, strlen(MATRIX_TO) + 3 * strlen(id));
    strbuf_add(&out, MATRIX_TO);
    for (const char *c = id; *c != '\0'; c++) {
        bool plain = isalnum((unsigned char)*c) || strchr("@!:._~-", *c);
        strbuf_addf(&out, plain ? "%c" : "%%%02X", (unsigned char)*c);
    }
    url = arena_strndup(arena, out.ptr, out.len);
    strbuf_free(&out);
    return url;
}

char *matrix_shown(struct arena *arena, const struct tree_node *node, char sigil) {
    const char *s = !text_is_empty(node->name) ? node->name : address_name(node->text);
    const char *line = text_line(arena, s);
    bool has = *line != '\0' && strchr("@#!", *line);

    return arena_printf(arena, "%s%s", has ? "" : (char[]){sigil, '\0'}, line);
}

bool matrix_is_url(const char *s) {
    static const char *const schemes[] = {"https://", "http://", "mailto:"};
    const char *rest = NULL;

    if (!s || strlen(s) > LIMIT_URL || !utf8_valid(s, strlen(s))) {
        return false;
    }
    for (size_t i = 0; i < 3 && !rest; i++) {
        size_t len = strlen(schemes[i]);
        rest = strncasecmp(s, schemes[i], len) == 0 ? s + len : NULL;
    }
    for (const char *c = s; *c != '\0'; c++) {
        if ((unsigned char)*c <= ' ' || *c == 0x7F || strchr("<>\"`\\", *c)) {
            return false;
        }
    }
    return rest && *rest != '\0';
}
