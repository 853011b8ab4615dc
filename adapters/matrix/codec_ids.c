/* codec_ids.c: see codec_ids.h. */
#include "codec_ids.h"

#include "tocsin/limits.h"

#include <string.h>

bool matrix_is_id(const char *s, char sigil) {
    size_t n = s ? strlen(s) : 0;
    if (n < 2 || n > LIMIT_ID || s[0] != sigil) {
        return false;
    }
    for (const char *c = s; *c; c++) {
        if ((unsigned char)*c <= ' ' || *c == 0x7F) {
            return false;
        }
    }
    return true;
}

const char *matrix_server(const char *id) {
    const char *colon = id ? strchr(id, ':') : NULL;
    return colon ? colon + 1 : "";
}

size_t matrix_before_server(const char *id) {
    return strcspn(id, ":");
}
