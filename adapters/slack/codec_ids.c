/* codec_ids.c: ids and timestamps of Slack, taken only when they are some. */
#include "codec_ids.h"
#include "base/address.h"
#include "codec_text.h"

#include "base/jsonx.h"

enum { KEY_MAX = 200, TS_MAX = 32 };

const char *slack_id(const json_t *object, const char *key) {
    const char *id = jsonx_string(object, key, NULL);
    return id && slack_is_id(id, strlen(id)) ? id : NULL;
}

const char *slack_key(struct arena *arena, const char *s) {
    if (!s || *s == '\0' || strlen(s) > KEY_MAX) {
        return NULL;
    }
    for (const char *c = s; *c != '\0'; c++) {
        if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 0x7F) {
            return NULL;
        }
    }
    return address_of(arena, SLACK_NETWORK, s);
}

const char *slack_ts(const json_t *object, const char *key) {
    static const char digits[] = "0123456789";
    const char *ts = jsonx_string(object, key, "");
    size_t seconds = strspn(ts, digits);
    size_t rest = ts[seconds] == '.' ? strspn(ts + seconds + 1, digits) : 0;
    bool good = seconds > 0 && rest > 0 && ts[seconds + 1 + rest] == '\0' &&
                seconds <= 12 && rest <= TS_MAX - 13;
    return good ? ts : NULL;
}

int64_t slack_ts_ms(const char *ts) {
    if (!ts) {
        return 0;
    }
    char *dot;
    int64_t ms = strtoll(ts, &dot, 10) * 1000;
    for (int scale = 100; *dot == '.' && scale > 0; scale /= 10) {
        size_t i = scale == 100 ? 1 : scale == 10 ? 2 : 3;
        if (dot[i] < '0' || dot[i] > '9') {
            break;
        }
        ms += (int64_t)(dot[i] - '0') * scale;
    }
    return ms;
}
