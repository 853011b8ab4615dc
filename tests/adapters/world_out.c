/* world_out.c: records calls with their encoding, answers as told. */
#include "world_out.h"

#include "base/text.h"

static char *copy(const char *s) {
    char *p = s ? strdup(s) : NULL;
    assert_true(!s || p);
    return p;
}

/* ---- forms ---- */

static char *decoded(const char *s, size_t len) {
    char *ret = calloc(1, len + 1), *to = ret;
    assert_non_null(ret);
    for (size_t i = 0; i < len; i++) {
        if (s[i] == '%') {
            char hex[3] = {s[i + 1], s[i + 2], '\0'};
            *to++ = (char)strtol(hex, NULL, 16);
            i += 2;
        } else {
            *to++ = s[i];
        }
    }
    return ret;
}

static json_t *form(const char *s) {
    json_t *args = json_object();
    while (*s) {
        size_t key = strcspn(s, "="), len = strcspn(s + key + 1, "&");
        char *name = decoded(s, key), *value = decoded(s + key + 1, len);
        json_object_set_new(args, name, json_string(value));
        free(name);
        free(value);
        s += key + 1 + len;
        s += *s == '&';
    }
    return args;
}

/* ---- http ---- */

static void ask(void *self, const struct http_request *request, http_cb cb, void *ctx) {
    struct out *out = self;
    assert_true(out->ncalls < OUT_CALLS);
    struct out_call *call = &out->calls[out->ncalls++];
    const char *const *header = request->headers;
    *call = (struct out_call){.out = out,
                              .method = copy(strrchr(request->url, '/') + 1),
                              .at = out->world->now,
                              .cb = cb,
                              .ctx = ctx};
    assert_string_equal(request->method, "POST");
    for (; *header; header++) {
        if (text_starts(*header, "Content-Type: application/x-www-form-urlencoded")) {
            call->form = true;
        } else if (text_starts(*header, "Authorization: ")) {
            call->authorization = copy(*header + strlen("Authorization: "));
        } else {
            assert_string_equal(*header, "Content-Type: application/json; charset=utf-8");
        }
    }
    call->args =
        call->form ? form(request->body) : jsonx_parse(request->body, request->len);
    assert_true(json_is_object(call->args));
}

struct answer {
    struct http_response response;
    const char *retry, *scopes, *date;
};

static const char *header_of(const struct http_response *response, const char *name) {
    const struct answer *answer = (const struct answer *)response;
    if (text_equal_nocase(name, "retry-after")) {
        return answer->retry;
    }
    if (text_equal_nocase(name, "x-oauth-scopes")) {
        return answer->scopes;
    }
    return text_equal_nocase(name, "date") ? answer->date : NULL;
}

static void answer(struct out_call *call, enum http_result result, int status,
                   const char *body, const char *retry) {
    struct out *out = call->out;
    struct answer it = {.response = {.result = result,
                                     .status = status,
                                     .body = body,
                                     .len = strlen(body),
                                     .why = result == HTTP_DONE ? NULL : "made up",
                                     .header = header_of},
                        .retry = retry,
                        .scopes = out->scopes,
                        .date = out->date};
    assert_false(call->answered);
    call->answered = true;
    call->cb(call->ctx, &it.response);
    world_step(out->world);
}

void out_status(struct out_call *call, int status, const char *body, const char *retry) {
    answer(call, HTTP_DONE, status, body, retry);
}

void out_ok(struct out_call *call, const char *json) {
    char *body = arena_printf(call->out->world->arena, "{\"ok\":true%s%s}",
                              *json ? "," : "", json);
    answer(call, HTTP_DONE, 200, body, NULL);
}

void out_refuse(struct out_call *call, const char *error) {
    char *body =
        arena_printf(call->out->world->arena, "{\"ok\":false,\"error\":\"%s\"}", error);
    answer(call, HTTP_DONE, 200, body, NULL);
}

void out_lost(struct out_call *call) {
    answer(call, HTTP_UNKNOWN, 0, "", NULL);
}

void out_unsent(struct out_call *call) {
    answer(call, HTTP_NOT_SENT, 0, "", NULL);
}

struct out_call *out_next(struct out *out, const char *method) {
    struct out_call *waits = NULL;
    world_step(out->world);
    for (size_t i = 0; i < out->ncalls; i++) {
        if (!out->calls[i].answered) {
            assert_null(waits); /* two at once */
            waits = &out->calls[i];
        }
    }
    if (!waits) {
        fail_msg("%s was not called", method);
    } else {
        assert_string_equal(waits->method, method);
    }
    return waits;
}

void out_idle(struct out *out) {
    world_step(out->world);
    for (size_t i = 0; i < out->ncalls; i++) {
        if (!out->calls[i].answered) {
            fail_msg("%s was called", out->calls[i].method);
        }
    }
}

const char *out_arg(const struct out_call *call, const char *name) {
    const json_t *value = json_object_get(call->args, name);
    return json_is_true(value) ? "true" : jsonx_string(call->args, name, "");
}

/* ---- deliveries ---- */

static void no_secret(const char *s) {
    assert_null(s ? strstr(s, "xoxb") : NULL);
    assert_null(s ? strstr(s, "xapp") : NULL);
}

static void came(void *ctx, const struct outcome *outcome) {
    struct out_end *end = ctx;
    assert_false(end->came); /* once */
    no_secret(outcome->why);
    *end = (struct out_end){.out = end->out,
                            .came = true,
                            .kind = outcome->kind,
                            .retry_ms = outcome->retry_ms,
                            .private_place = outcome->private_place,
                            .place = copy(outcome->place),
                            .remote = copy(outcome->remote),
                            .why = copy(outcome->why),
                            .data = json_deep_copy(outcome->data)};
}

static struct out_end *end_new(struct out *out) {
    assert_true(out->nends < OUT_ENDS);
    struct out_end *end = &out->ends[out->nends++];
    end->out = out;
    return end;
}

struct out_end *out_send(struct out *out, const struct delivery *delivery) {
    struct out_end *end = end_new(out);
    out->world->adapter->send(out->slack, delivery, came, end);
    world_step(out->world);
    return end;
}

struct out_end *out_look(struct out *out, const struct delivery *delivery) {
    struct out_end *end = end_new(out);
    out->world->adapter->look(out->slack, delivery, came, end);
    world_step(out->world);
    return end;
}

void out_ended(const struct out_end *end, enum outcome_kind kind) {
    assert_true(end->came);
    assert_int_equal(end->kind, kind);
    assert_true(kind == OUTCOME_SENT || (end->why && *end->why));
}

static void report(void *ctx, const struct finding *finding) {
    struct out *out = ctx;
    no_secret(finding->what);
    no_secret(finding->todo);
    assert_true((finding->level == FINDING_FINE) == (finding->todo == NULL));
    json_array_append_new(out->findings, json_pack("[i, s, s?]", (int)finding->level,
                                                   finding->what, finding->todo));
}

static void checked(void *ctx) {
    struct out *out = ctx;
    assert_false(out->checked);
    out->checked = true;
}

void out_check(struct out *out) {
    out->world->adapter->check(out->slack, report, checked, out);
    world_step(out->world);
}

json_t *out_tree(struct out *out, const char *text) {
    return world_tree(out->world, text);
}

struct out *out_new(void) {
    struct out *out = calloc(1, sizeof *out);
    assert_non_null(out);
    out->world = world_new(1);
    out->world->http = (struct http){out, ask};
    out->slack = out->world->adapter->self;
    out->slack->bot_user = copy("UBOT");
    out->findings = json_array();
    return out;
}

void out_free(struct out *out) {
    world_free(out->world);
    for (size_t i = 0; i < out->nends; i++) {
        assert_true(out->ends[i].came);
        free(out->ends[i].place);
        free(out->ends[i].remote);
        free(out->ends[i].why);
        json_decref(out->ends[i].data);
    }
    for (size_t i = 0; i < out->ncalls; i++) {
        struct out_call *call = &out->calls[i];
        if (!call->answered) { /* late: nobody may listen any more */
            struct http_response late = {.result = HTTP_UNKNOWN, .body = ""};
            call->cb(call->ctx, &late);
        }
        free(call->method);
        free(call->authorization);
        json_decref(call->args);
    }
    json_decref(out->findings);
    free(out);
}
