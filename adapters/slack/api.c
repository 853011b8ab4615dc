/* api.c: one call of a Web API method, from the budgets to what the answer means.
 *
 * Whether something may have been done decides everything behind here, so the line
 * between "surely not" (API_FAILED, API_LIMITED) and "who knows" (API_UNKNOWN) is drawn
 * once, in this file: when in doubt it may have been done. The tokens go into one header
 * and nowhere else. */
#include "api.h"
#include "api_encode.h"
#include "api_limits.h"
#include "api_methods.h"
#include "base/jsonx.h"
#include "base/mem.h"
#include "base/pending.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "codec_dates.h"
#include "tocsin/adapter.h"

enum {
    TIMEOUT_MS = 10 * 1000,
    ANSWER_MOST = 8 * 1024 * 1024, /* a page of messages with all their blocks */
    BODY_MOST = 512 * 1024,
    HEADER_MOST = 512,
    LIMITED_MS = 30 * 1000, /* a 429 that does not say how long */
    LIMITED_MOST_S = 24 * 60 * 60,
    WORD_MOST = 64,
    WHY_MOST = 256,
};

struct call {
    struct pending_call link;
    struct slack_api *api; /* gone, when it is forgotten */
    const char *method;    /* "" for a response URL */
    api_cb cb;
    void *ctx;
    int64_t limited_ms; /* > 0: not sent, ends with API_LIMITED */
};

struct slack_api {
    struct slack_api_options options;
    struct limits *limits;
    struct pending_calls pending;
    const struct host
        *undated; /* the server shows no moments: whose clock it is; or NULL */
};

static void end_limited(struct pending_call *link);

struct slack_api *slack_api_new(const struct slack_api_options *options) {
    struct slack_api *api = mem_new(sizeof *api);
    api->options = *options;
    api->limits = limits_new();
    pending_init(&api->pending, options->loop, end_limited);
    return api;
}

void slack_api_forget(struct slack_api *api, const void *ctx) {
    pending_forget(&api->pending, ctx);
}

void slack_api_free(struct slack_api *api) {
    if (!api) {
        return;
    }
    pending_end(&api->pending);
    limits_free(api->limits);
    free(api);
}

static int64_t now_of(const struct slack_api *api) {
    return api->options.loop->mono(api->options.loop->self);
}

int64_t slack_api_wait(const struct slack_api *api, const char *method) {
    return limits_wait(api->limits, now_of(api), method);
}

static struct call *call_new(struct slack_api *api, const char *method, api_cb cb,
                             void *ctx) {
    struct call *call = mem_new(sizeof *call);
    *call = (struct call){.api = api,
                          .method = slack_methods[slack_method_index(method)].name,
                          .cb = cb,
                          .ctx = ctx};
    if (!*call->method) {
        call->method = method; /* not in the table: a literal of the caller */
    }
    pending_add(&api->pending, &call->link, ctx);
    return call;
}

/* ---- what an answer means ---- */

/* Strings of Slack that people will read: plain words only. */
static const char *word(char to[WORD_MOST], const char *s) {
    size_t n = s ? strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_:.,") : 0;
    if (n == 0 || s[n] != '\0' || n >= WORD_MOST) {
        return NULL;
    }
    memcpy(to, s, n + 1);
    return to;
}

static const char *header(const struct http_response *response, const char *name) {
    return response->header ? response->header(response, name) : NULL;
}

/* Retry-After in ms, or 0. */
static int64_t retry_after(const struct http_response *response) {
    const char *s = header(response, "retry-after");
    char *end = NULL;
    long seconds = s ? strtol(s, &end, 10) : 0;
    if (!s || end == s || *end != '\0' || seconds < 0) {
        return 0;
    }
    seconds = seconds < LIMITED_MOST_S ? seconds : LIMITED_MOST_S;
    return seconds > 0 ? seconds * 1000 : 1;
}

/* Slack's own words for "the server broke, part of it may have happened". */
static bool half_done(const char *error) {
    static const char *const list[] = {"internal_error", "fatal_error", NULL};
    return text_in(error, list);
}

/* Refused for a reason of the moment, before anything was done. */
static bool of_the_moment(const char *error) {
    static const char *const list[] = {"service_unavailable", "request_timeout",
                                       "team_added_to_org", NULL};
    return text_in(error, list);
}

static bool says_limited(const char *error) {
    static const char *const list[] = {"ratelimited", "rate_limited", "too_many_requests",
                                       NULL};
    return text_in(error, list);
}

struct reading { /* storage of what a result points to */
    char error[WORD_MOST], needed[WORD_MOST], why[WHY_MOST];
};

static void read_refusal(struct api_result *result, struct reading *reading,
                         const struct http_response *response) {
    const char *error = word(reading->error, jsonx_string(result->json, "error", NULL));
    error = error ? error : "unreadable_error";
    const char *method = *result->method ? result->method : "a response URL";
    if (response->status == 429 || says_limited(error)) {
        int64_t ms = retry_after(response);
        result->kind = API_LIMITED;
        result->retry_ms = ms > 0 ? ms : LIMITED_MS;
        snprintf(reading->why, WHY_MOST, "Slack limits how often %s may be called",
                 method);
    } else if (of_the_moment(error)) {
        result->kind = API_FAILED;
        result->retry_ms = retry_after(response);
        snprintf(reading->why, WHY_MOST, "Slack cannot do %s at the moment (%s)", method,
                 error);
    } else if (half_done(error) || response->status >= 500) {
        result->kind = API_UNKNOWN;
        snprintf(reading->why, WHY_MOST, "Slack broke while doing %s (%s)", method,
                 error);
    } else {
        result->kind = API_REFUSED;
        result->error = error;
        result->needed =
            word(reading->needed, jsonx_string(result->json, "needed", NULL));
        snprintf(reading->why, WHY_MOST, "Slack refused %s: %s", method, error);
    }
}

/* An answer without an envelope: from a proxy, or a response URL. */
static void read_bare(struct api_result *result, struct reading *reading,
                      const struct http_response *response) {
    const char *method = *result->method ? result->method : "a response URL";
    int status = response->status;
    bool url = !*result->method;
    snprintf(reading->why, WHY_MOST, "%s answered HTTP %d without an answer of Slack's",
             method, status);
    if (status == 429) {
        read_refusal(result, reading, response);
    } else if (url && status >= 200 && status < 300) {
        result->kind = API_OK;
    } else if (status == 503 && retry_after(response) > 0) {
        result->kind = API_FAILED;
        result->retry_ms = retry_after(response);
    } else if (status >= 300 && status < 500) {
        result->kind = API_FAILED;
    } else {
        result->kind = API_UNKNOWN;
    }
}

static void read_answer(struct api_result *result, struct reading *reading,
                        const struct http_response *response) {
    json_t *ok = json_object_get(result->json, "ok");
    result->scopes = header(response, "x-oauth-scopes");
    result->date = header(response, "date");
    if (!json_is_boolean(ok)) {
        read_bare(result, reading, response);
    } else if (json_is_true(ok) && response->status == 200) {
        result->kind = API_OK;
    } else {
        read_refusal(result, reading, response);
    }
}

static void answered(void *ctx, const struct http_response *response) {
    struct call *call = ctx;
    struct slack_api *api = call->api;
    struct reading reading = {0};
    struct api_result result = {.method = call->method, .kind = API_UNKNOWN};
    json_t *json = NULL;
    if (!pending_take(&call->link)) {
        free(call);
        return;
    }
    if (response->result == HTTP_DONE) {
        json = jsonx_parse(response->body, response->len);
        result.json = json_is_object(json) ? json : NULL;
        read_answer(&result, &reading, response);
    } else {
        result.kind = response->result == HTTP_NOT_SENT ? API_FAILED : API_UNKNOWN;
        snprintf(reading.why, WHY_MOST, "%s: %s",
                 *call->method ? call->method : "a response URL",
                 response->why ? response->why : "no answer");
    }
    result.why = result.kind == API_OK ? NULL : reading.why;
    if (result.kind == API_LIMITED && *call->method) {
        limits_block(api->limits, now_of(api), call->method, result.retry_ms);
    }
    call->cb(call->ctx, &result);
    json_decref(json);
    free(call);
}

/* ---- calls ---- */

static void end_limited(struct pending_call *link) {
    struct call *call = (struct call *)link;
    char why[WHY_MOST];
    struct api_result result = {.kind = API_LIMITED,
                                .method = call->method,
                                .retry_ms = call->limited_ms,
                                .why = why};
    snprintf(why, sizeof why, "%s has been called as often as Slack allows",
             call->method);
    pending_take(link);
    call->cb(call->ctx, &result);
    free(call);
}

static void post(struct call *call, const char *url, const char *authorization,
                 const char *type, const struct strbuf *body) {
    const struct http *http = call->api->options.http;
    const char *const headers[] = {type, authorization, NULL};
    struct http_request request = {.method = "POST",
                                   .url = url,
                                   .headers = headers,
                                   .body = body->ptr,
                                   .len = body->len,
                                   .timeout_ms = TIMEOUT_MS,
                                   .most = ANSWER_MOST};
    http->request(http->self, &request, answered, call);
}

static const char type_form[] =
    "Content-Type: application/x-www-form-urlencoded; charset=utf-8";
static const char type_json[] = "Content-Type: application/json; charset=utf-8";

void slack_api_undated(struct slack_api *api, const struct host *host) {
    api->undated = host;
}

bool slack_api_is_undated(const struct slack_api *api) {
    return api->undated != NULL;
}

static void encode(const struct slack_api *api, struct strbuf *out, json_t *args,
                   bool form) {
    if (api->undated) {
        slack_undate(args, api->undated->now(api->undated->self));
    }
    (form ? encode_form : encode_json)(out, args);
}

void slack_api_call(struct slack_api *api, const char *method, json_t *args,
                    const char *channel, bool urgent, api_cb cb, void *ctx) {
    struct call *call = call_new(api, method, cb, ctx);
    call->limited_ms = limits_take(api->limits, now_of(api), method, channel, urgent);
    if (call->limited_ms > 0) {
        json_decref(args);
        pending_hold(&call->link);
        return;
    }
    bool form = slack_methods[slack_method_index(method)].form;
    bool app = strcmp(method, "apps.connections.open") == 0;
    struct strbuf body, url, authorization;
    strbuf_init(&body, BODY_MOST);
    strbuf_init(&url, HEADER_MOST);
    strbuf_init(&authorization, HEADER_MOST);
    encode(api, &body, args, form);
    strbuf_addf(&url, "%s%s", api->options.api_url, method);
    strbuf_addf(&authorization, "Authorization: Bearer %s",
                app ? api->options.app_token : api->options.bot_token);
    post(call, url.ptr, authorization.ptr, form ? type_form : type_json, &body);
    strbuf_free(&authorization);
    strbuf_free(&url);
    strbuf_free(&body);
    json_decref(args);
}

void slack_api_post_url(struct slack_api *api, const char *url, json_t *body, api_cb cb,
                        void *ctx) {
    struct strbuf bytes;
    strbuf_init(&bytes, BODY_MOST);
    encode(api, &bytes, body, false);
    post(call_new(api, "", cb, ctx), url, NULL, type_json, &bytes);
    strbuf_free(&bytes);
    json_decref(body);
}
