/* api.c: one call of the client-server API, from the token to what the answer means.
 *
 * Whether something may have been done decides everything behind here, so the line between
 * "surely not" (FAILED, LIMITED, REFUSED) and "who knows" (UNKNOWN) is drawn once, in this
 * file: when in doubt it may have been done. The token goes into one header and nowhere
 * else. */
#include "api.h"
#include "codec_tame.h"

#include "base/jsonx.h"
#include "base/mem.h"
#include "base/pending.h"
#include "base/strbuf.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TIMEOUT_MS = 20 * 1000,
    ANSWER_MOST = 32 * 1024 * 1024, /* a page of events of 64 KB each */
    URL_MOST = 16 * 1024,
    HEADER_MOST = 4096,
    LIMITED_MS = 5 * 1000, /* a 429 that does not say how long */
    LIMITED_MOST_MS = 60 * 60 * 1000,
    ORDINARY_MS = 250, /* so much later than what is urgent */
    LAST_MS = 1500,
    ERROR_MOST = 64,
    WHY_MOST = 256,
};

struct call {
    struct pending_call link;
    struct matrix_api *api; /* gone, when it is forgotten */
    enum matrix_bucket bucket;
    bool authorised; /* was sent with a token */
    matrix_cb cb;
    void *ctx;
    int64_t limited_ms;  /* > 0: not sent, ends with MATRIX_LIMITED */
    const char *unsent;  /* not sent, ends with MATRIX_FAILED; or NULL */
    unsigned generation; /* of the token */
};

struct matrix_api {
    struct matrix *matrix;
    char *token;
    unsigned generation; /* an answer to an older token says nothing of this one */
    int64_t blocked[MATRIX_BUCKETS]; /* mono ms until when the homeserver takes nothing */
    struct pending_calls pending;
    void (*refused)(void *ctx, bool soft, const char *why);
    void *refused_ctx;
};

static void end_unsent(struct pending_call *link);

struct matrix_api *matrix_api_new(struct matrix *matrix) {
    struct matrix_api *api = mem_new(sizeof *api);
    api->matrix = matrix;
    pending_init(&api->pending, matrix->options.loop, end_unsent);
    return api;
}

void matrix_api_forget(struct matrix_api *api, const void *ctx) {
    pending_forget(&api->pending, ctx);
}

static void wipe(char *secret) {
    if (secret) {
        explicit_bzero(secret, strlen(secret));
        free(secret);
    }
}

void matrix_api_free(struct matrix_api *api) {
    if (!api) {
        return;
    }
    pending_end(&api->pending);
    wipe(api->token);
    free(api);
}

void matrix_api_token(struct matrix_api *api, const char *token) {
    wipe(api->token);
    api->token = mem_copy(token);
    api->generation++;
}

void matrix_api_on_refused(struct matrix_api *api,
                           void (*refused)(void *ctx, bool soft, const char *why),
                           void *ctx) {
    api->refused = refused;
    api->refused_ctx = ctx;
}

static int64_t now_of(const struct matrix_api *api) {
    const struct loop *loop = api->matrix->options.loop;
    return loop->mono(loop->self);
}

int64_t matrix_api_wait(const struct matrix_api *api, enum matrix_bucket bucket) {
    int64_t ms = api->blocked[bucket] - now_of(api);
    return ms > 0 ? ms : 0;
}

bool matrix_api_limited(const struct matrix_api *api, enum matrix_bucket bucket) {
    return api->blocked[bucket] > 0;
}

/* ---- paths ---- */

static void add_encoded(struct strbuf *out, const char *s) {
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            strchr("-._~", *s)) {
            strbuf_addc(out, *s);
        } else {
            strbuf_addf(out, "%%%02X", c);
        }
    }
}

char *matrix_path(struct arena *arena, const char *pattern, ...) {
    struct strbuf out;
    va_list args;
    strbuf_init(&out, URL_MOST);
    va_start(args, pattern);
    for (const char *s = pattern; *s;) {
        if (text_starts(s, "{}")) {
            add_encoded(&out, va_arg(args, const char *));
            s += 2;
        } else {
            strbuf_addc(&out, *s++);
        }
    }
    va_end(args);
    char *path = arena_strdup(arena, out.ptr);
    strbuf_free(&out);
    return path;
}

/* ---- what an answer means ---- */

struct reading { /* storage of what a result points to */
    char error[ERROR_MOST], why[WHY_MOST];
};

/* Codes of the server that people will read: plain words only. */
static const char *word(char to[ERROR_MOST], const char *s) {
    size_t n = s ? strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789.abcdefghijklmnopqrst"
                             "uvwxyz")
                 : 0;
    if (n == 0 || s[n] != '\0' || n >= ERROR_MOST) {
        return "M_UNKNOWN";
    }
    memcpy(to, s, n + 1);
    return to;
}

/* The header is in whole seconds and may be rounded down; the member of old is exact. */
static int64_t retry_after(const struct http_response *response, const json_t *json) {
    const char *s = response->header ? response->header(response, "retry-after") : NULL;
    int64_t ms = jsonx_int(json, "retry_after_ms", 0);
    if (ms <= 0 && s) {
        char *end = NULL;
        long seconds = strtol(s, &end, 10);
        ms = end != s && seconds >= 0 && seconds < LIMITED_MOST_MS / 1000
                 ? (int64_t)seconds * 1000 + 1000
                 : 0;
    }
    ms = ms > 0 ? ms : 0;
    return ms < LIMITED_MOST_MS ? ms : LIMITED_MOST_MS;
}

static void read_error(struct matrix_result *result, struct reading *reading,
                       const struct http_response *response) {
    const char *error = jsonx_string(result->json, "errcode", NULL);
    int status = response->status;
    if (status == 429) {
        int64_t ms = retry_after(response, result->json);
        result->kind = MATRIX_LIMITED;
        result->retry_ms = ms > 0 ? ms : LIMITED_MS;
        snprintf(reading->why, WHY_MOST, "the homeserver limits how often that is done");
    } else if (status >= 500 || !error) {
        bool later = status == 503 && retry_after(response, result->json) > 0;
        bool refused = status >= 300 && status < 500;
        result->kind = later || refused ? MATRIX_FAILED : MATRIX_UNKNOWN;
        result->retry_ms = later ? retry_after(response, result->json) : 0;
        snprintf(reading->why, WHY_MOST, "the homeserver answered HTTP %d%s%s", status,
                 error ? ", " : " and nothing of Matrix",
                 error ? word(reading->error, error) : "");
    } else {
        result->kind = MATRIX_REFUSED;
        result->error = word(reading->error, error);
        snprintf(reading->why, WHY_MOST, "the homeserver refused it (%s)", result->error);
    }
}

/* Says it and makes it a failure: what was refused for want of a login was not done, and
 * can be done after the next one. */
static void token_refused(struct call *call, struct matrix_result *result) {
    static const char *const codes[] = {"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", NULL};
    struct matrix_api *api = call->api;
    if (!call->authorised || result->kind != MATRIX_REFUSED ||
        !text_in(result->error, codes)) {
        return;
    }
    result->kind = MATRIX_FAILED;
    if (call->generation == api->generation && api->token) {
        matrix_api_token(api, NULL);
        api->refused(api->refused_ctx, jsonx_bool(result->json, "soft_logout", false),
                     result->why);
    }
}

static void answered(void *ctx, const struct http_response *response) {
    struct call *call = ctx;
    struct matrix_api *api = call->api;
    struct reading reading = {0};
    struct matrix_result result = {.kind = MATRIX_UNKNOWN};
    json_t *json = NULL;
    if (!pending_take(&call->link)) {
        free(call);
        return;
    }
    if (response->result == HTTP_DONE) {
        result.date = response->header ? response->header(response, "date") : NULL;
        json = matrix_json(response->body, response->len);
        if (json_is_array(json)) {
            json = json_pack("{s:o}", "list", json);
        }
        result.json = json_is_object(json) ? json : NULL;
        if (response->status >= 200 && response->status < 300 && result.json) {
            result.kind = MATRIX_OK;
        } else {
            read_error(&result, &reading, response);
        }
    } else {
        result.kind = response->result == HTTP_NOT_SENT ? MATRIX_FAILED : MATRIX_UNKNOWN;
        snprintf(reading.why, WHY_MOST, "the homeserver cannot be reached: %s",
                 response->why ? response->why : "no answer");
    }
    result.why = result.kind == MATRIX_OK ? NULL : reading.why;
    if (result.kind == MATRIX_LIMITED && call->bucket != MATRIX_READ) {
        api->blocked[call->bucket] = now_of(api) + result.retry_ms;
    }
    token_refused(call, &result);
    call->cb(call->ctx, &result);
    json_decref(json);
    free(call);
}

/* ---- calls ---- */

static void end_unsent(struct pending_call *link) {
    struct call *call = (struct call *)link;
    struct matrix_result result = {
        .kind = call->unsent ? MATRIX_FAILED : MATRIX_LIMITED,
        .retry_ms = call->limited_ms,
        .why =
            call->unsent ? call->unsent : "the homeserver limits how often that is done",
    };
    pending_take(link);
    call->cb(call->ctx, &result);
    free(call);
}

/* What is urgent goes as soon as anything may; the rest a little later, so that it does
 * not take its place. 0: now. */
static int64_t wait_for(const struct matrix_api *api,
                        const struct matrix_request *request) {
    static const int64_t behind[] = {
        [MATRIX_URGENT] = 0, [MATRIX_ORDINARY] = ORDINARY_MS, [MATRIX_LAST] = LAST_MS};
    int64_t until = api->blocked[request->bucket];
    int64_t ms = until + behind[request->rank] - now_of(api);
    return until > 0 && ms > 0 ? ms : 0;
}

static struct call *call_new(struct matrix_api *api, enum matrix_bucket bucket,
                             matrix_cb cb, void *ctx) {
    struct call *call = mem_new(sizeof *call);
    *call = (struct call){.api = api,
                          .bucket = bucket,
                          .cb = cb,
                          .ctx = ctx,
                          .generation = api->generation};
    pending_add(&api->pending, &call->link, ctx);
    return call;
}

static void send_request(struct call *call, const struct matrix_request *request) {
    static const char type[] = "Content-Type: application/json";
    const struct matrix_options *options = &call->api->matrix->options;
    struct arena *arena = arena_new();
    char *bytes = request->body ? json_dumps(request->body, JSON_COMPACT) : NULL;
    struct strbuf authorization;
    strbuf_init(&authorization, HEADER_MOST);
    strbuf_addf(&authorization, "Authorization: Bearer %s",
                call->authorised ? call->api->token : "");
    const char *const headers[] = {type, call->authorised ? authorization.ptr : NULL,
                                   NULL};
    const struct http_request http = {
        .method = request->method,
        .url = arena_printf(arena, "%s%s%s", options->homeserver,
                            *request->path == '/' ? "" : "/_matrix/client/v3/",
                            request->path),
        .headers = headers,
        .body = bytes,
        .len = bytes ? strlen(bytes) : 0,
        .timeout_ms = request->timeout_ms > 0 ? request->timeout_ms : TIMEOUT_MS,
        .most = ANSWER_MOST,
    };
    options->http->request(options->http->self, &http, answered, call);
    explicit_bzero(authorization.ptr, authorization.len);
    strbuf_free(&authorization);
    wipe(bytes);
    arena_free(arena);
}

void matrix_call(struct matrix_api *api, const struct matrix_request *request,
                 matrix_cb cb, void *ctx) {
    struct call *call = call_new(api, request->bucket, cb, ctx);
    call->limited_ms = wait_for(api, request);
    call->authorised = !request->open;
    if (call->limited_ms == 0 && call->authorised && !api->token) {
        call->unsent = "tocsin is not logged in at the homeserver just now";
    }
    if (call->limited_ms > 0 || call->unsent) {
        pending_hold(&call->link);
    } else {
        send_request(call, request);
    }
    json_decref(request->body);
}
