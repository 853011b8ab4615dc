/* redis_json.c: replies become jansson values, so that nobody but this folder knows
 * hiredis. Bytes are kept as they are, NUL included, where they are UTF-8; what is not is
 * known by its hexadecimal digits (base/stored.h). */
#include "io/redis_json.h"

#include "base/stored.h"

#include <string.h>

static json_t *array_of(const redisReply *reply, const char **ret_why) {
    json_t *array = json_array();
    for (size_t i = 0; i < reply->elements; i++) {
        json_t *element = redis_json(reply->element[i], ret_why);
        if (!element) {
            json_decref(array);
            return NULL;
        }
        json_array_append_new(array, element);
    }
    return array;
}

json_t *redis_json(const redisReply *reply, const char **ret_why) {
    json_t *string;
    switch (reply->type) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
        string = json_stringn(reply->str, reply->len); /* NULL: not UTF-8 */
        return string ? string : stored_of_bytes(reply->str, reply->len);
    case REDIS_REPLY_INTEGER:
        return json_integer(reply->integer);
    case REDIS_REPLY_ARRAY:
        return array_of(reply, ret_why);
    case REDIS_REPLY_ERROR:
        *ret_why = reply->str;
        return NULL;
    default:
        return json_null();
    }
}

void redis_info_field(const char *info, const char *name, char *ret, size_t size) {
    size_t len = strlen(name);
    ret[0] = '\0';
    for (const char *line = info; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, name, len) == 0 && line[len] == ':') {
            const char *value = line + len + 1;
            size_t n = strcspn(value, "\r\n");
            n = n < size - 1 ? n : size - 1;
            memcpy(ret, value, n);
            ret[n] = '\0';
            return;
        }
    }
}
