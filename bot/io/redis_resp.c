/* redis_resp.c: "*<words>\r\n" and for each word "$<bytes>\r\n<bytes>\r\n". Lengths come
 * first, so no byte of a word can ever be taken for protocol. */
#include "io/redis_resp.h"

#include "base/mem.h"

enum { RESP_FIRST = 1024, RESP_KEPT = 64 * 1024, RESP_HEAD = 24 };

void resp_free(struct resp *resp) {
    free(resp->ptr);
    *resp = (struct resp){0};
}

void resp_clear(struct resp *resp) {
    resp->len = 0;
    if (resp->cap > RESP_KEPT) {
        resp_free(resp);
    }
}

static char *room(struct resp *resp, size_t len) {
    if (resp->cap - resp->len < len) {
        size_t cap = resp->cap ? resp->cap : RESP_FIRST;
        while (cap - resp->len < len) {
            cap *= 2;
        }
        resp->ptr = mem_grow(resp->ptr, cap, 1);
        resp->cap = cap;
    }
    return resp->ptr + resp->len;
}

static void put(struct resp *resp, const char *ptr, size_t len) {
    if (len > 0) {
        memcpy(room(resp, len), ptr, len);
        resp->len += len;
    }
}

/* Written by hand: a commit has a hundred of them, and printf would be half its cost. */
static void head(struct resp *resp, char sign, size_t number) {
    char digits[RESP_HEAD];
    size_t at = sizeof digits;
    digits[--at] = '\n';
    digits[--at] = '\r';
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    digits[--at] = sign;
    put(resp, digits + at, sizeof digits - at);
}

void resp_begin(struct resp *resp, size_t words) {
    head(resp, '*', words);
}

void resp_word(struct resp *resp, const char *ptr, size_t len) {
    head(resp, '$', len);
    put(resp, ptr, len);
    put(resp, "\r\n", 2);
}

void resp_text(struct resp *resp, const char *word) {
    resp_word(resp, word, strlen(word));
}

void resp_blob(struct resp *resp, struct blob blob) {
    resp_word(resp, blob.ptr, blob.len);
}

void resp_number(struct resp *resp, long long number) {
    char digits[RESP_HEAD];
    int len = snprintf(digits, sizeof digits, "%lld", number);
    resp_word(resp, digits, (size_t)len);
}

void resp_key(struct resp *resp, struct blob prefix, struct blob key) {
    head(resp, '$', prefix.len + key.len);
    put(resp, prefix.ptr, prefix.len);
    put(resp, key.ptr, key.len);
    put(resp, "\r\n", 2);
}
