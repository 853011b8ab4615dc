/* api_encode.c: arguments of a call as a form or as JSON. */
#include "api_encode.h"
#include <stdlib.h>
#include <string.h>

static void percent(struct strbuf *out, const char *s) {
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789-._~";
    for (; *s; s++) {
        if (strchr(plain, *s)) {
            strbuf_addc(out, *s);
        } else {
            strbuf_addf(out, "%%%02X", (unsigned)(unsigned char)*s);
        }
    }
}

static bool words_only(const json_t *list) {
    size_t i;
    json_t *one;
    json_array_foreach(list, i, one) {
        if (!json_is_string(one)) {
            return false;
        }
    }
    return json_is_array(list);
}

static void value(struct strbuf *out, const json_t *json) {
    if (json_is_string(json)) {
        percent(out, json_string_value(json));
    } else if (json_is_integer(json)) {
        strbuf_addf(out, "%lld", (long long)json_integer_value(json));
    } else if (json_is_boolean(json)) {
        strbuf_add(out, json_is_true(json) ? "true" : "false");
    } else if (words_only(json)) {
        size_t i;
        json_t *one;
        json_array_foreach(json, i, one) {
            strbuf_add(out, i == 0 ? NULL : "%2C");
            percent(out, json_string_value(one));
        }
    } else {
        char *text = json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY);
        if (text) {
            percent(out, text);
        }
        free(text);
    }
}

void encode_form(struct strbuf *out, const json_t *args) {
    const char *key;
    json_t *json;
    bool first = true;
    json_object_foreach((json_t *)args, key, json) {
        if (json_is_null(json)) {
            continue;
        }
        strbuf_add(out, first ? NULL : "&");
        percent(out, key);
        strbuf_addc(out, '=');
        value(out, json);
        first = false;
    }
}

void encode_json(struct strbuf *out, const json_t *args) {
    char *text = json_dumps(args, JSON_COMPACT);
    strbuf_add(out, text);
    free(text);
}
