/* Calls: encoding, tokens, budgets, 429, and the check. */
#include "world_out.h"

#include "base/text.h"
#include "slack/api_limits.h"
#include "slack/api_methods.h"
#include "slack/api_say.h"
#include "slack/api_scopes.h"

struct got {
    int calls;
    enum api_kind kind;
    int64_t retry_ms;
    char error[64];
};

static void got(void *ctx, const struct api_result *result) {
    struct got *got = ctx;
    got->calls++;
    got->kind = result->kind;
    got->retry_ms = result->retry_ms;
    snprintf(got->error, sizeof got->error, "%s", result->error ? result->error : "");
    assert_true((result->kind == API_OK) == (result->why == NULL));
}

static struct got *call(struct out *out, const char *method, bool urgent) {
    struct got *it = arena_alloc(out->world->arena, sizeof *it);
    slack_api_call(out->slack->api, method, json_object(), NULL, urgent, got, it);
    return it;
}

static void methods_are_encoded_as_documented(void **state) {
    (void)state;
    /* Those that take no JSON, by their descriptions; JSON for them is not read. */
    static const char *const forms[] = {"users.info",
                                        "users.lookupByEmail",
                                        "usergroups.users.list",
                                        "conversations.info",
                                        "conversations.list",
                                        "conversations.members",
                                        "conversations.replies",
                                        "chat.getPermalink",
                                        "files.getUploadURLExternal",
                                        NULL};
    static const char *const jsons[] = {"chat.postMessage",
                                        "chat.update",
                                        "conversations.create",
                                        "conversations.invite",
                                        "conversations.join",
                                        "conversations.open",
                                        "conversations.archive",
                                        "conversations.setTopic",
                                        "conversations.setPurpose",
                                        "pins.add",
                                        "bookmarks.add",
                                        "views.open",
                                        "views.update",
                                        "views.publish",
                                        "something.new",
                                        NULL};
    struct out *out = out_new();
    for (size_t i = 0; forms[i]; i++) {
        call(out, forms[i], false);
        assert_true(out->calls[out->ncalls - 1].form);
    }
    for (size_t i = 0; jsons[i]; i++) {
        call(out, jsons[i], false);
        assert_false(out->calls[out->ncalls - 1].form);
    }
    out_free(out);
}

static void forms_escape(void **state) {
    (void)state;
    struct out *out = out_new();
    struct got it = {0};
    slack_api_call(out->slack->api, "conversations.list",
                   json_pack("{s:s, s:i, s:b, s:[s, s], s:{s:i}, s:n}",
                             "a b&=", "\xc3\xa9 +&=%", "n", 7, "yes", 1, "words", "x",
                             "y", "object", "k", 1, "nothing"),
                   NULL, false, got, &it);
    struct out_call *one = out_next(out, "conversations.list");
    assert_string_equal(out_arg(one, "a b&="), "\xc3\xa9 +&=%");
    assert_string_equal(out_arg(one, "n"), "7");
    assert_string_equal(out_arg(one, "yes"), "true");
    assert_string_equal(out_arg(one, "words"), "x,y");
    assert_string_equal(out_arg(one, "object"), "{\"k\":1}");
    assert_null(json_object_get(one->args, "nothing"));
    out_ok(one, "");
    assert_int_equal(it.kind, API_OK);
    out_free(out);
}

static void the_app_token_opens_sockets_only(void **state) {
    (void)state;
    struct out *out = out_new();
    call(out, "apps.connections.open", true);
    call(out, "auth.test", true);
    struct got it = {0};
    slack_api_post_url(out->slack->api, "https://hooks.test/answer", json_object(), got,
                       &it);
    assert_string_equal(out->calls[0].authorization, "Bearer xapp-1-made-up");
    assert_string_equal(out->calls[1].authorization, "Bearer xoxb-made-up");
    assert_null(out->calls[2].authorization); /* not Slack's API: it gets no token */
    out_status(&out->calls[2], 200, "ok", NULL);
    assert_int_equal(it.kind, API_OK);
    out_free(out);
}

static void a_429_forbids_its_method_to_the_second(void **state) {
    (void)state;
    struct out *out = out_new();
    call(out, "conversations.create", false);
    out_status(out_next(out, "conversations.create"), 429, "", "17");
    assert_int_equal(slack_api_wait(out->slack->api, "conversations.create"), 17000);
    assert_int_equal(slack_api_wait(out->slack->api, "conversations.invite"), 0);
    for (int i = 0; i < 17; i++) {
        struct got *it = call(out, "conversations.create", true);
        assert_int_equal(it->calls, 0); /* never before it returns */
        out_idle(out);                  /* not one early call */
        assert_int_equal(it->calls, 1);
        assert_int_equal(it->kind, API_LIMITED);
        assert_int_equal(it->retry_ms, 17000 - 1000 * i);
        world_run(out->world, 1000);
    }
    call(out, "conversations.create", true);
    out_ok(out_next(out, "conversations.create"), "");
    call(out, "conversations.invite", false);
    out_ok(out_next(out, "conversations.invite"), "");
    out_free(out);
}

static void forgotten_calls_call_nobody(void **state) {
    (void)state;
    struct out *out = out_new();
    struct got *a = call(out, "views.open", false);
    slack_api_forget(out->slack->api, a);
    out_ok(out_next(out, "views.open"), "");
    assert_int_equal(a->calls, 0);
    out_free(out);
}

/* How many of `n` calls go in `ms`, tried every 10 ms. */
static int calls_in(const char *method, const char *channel, int64_t ms) {
    struct limits *limits = limits_new();
    int n = 0;
    for (int64_t now = 0; now <= ms; now += 10) {
        n += limits_take(limits, now, method, channel, false) == 0;
    }
    limits_free(limits);
    return n;
}

static void tiers(void **state) {
    (void)state;
    enum { HOUR = 60 * 60 * 1000 };
    assert_in_range(calls_in("conversations.create", NULL, HOUR), 1200, 1205);
    assert_in_range(calls_in("conversations.history", NULL, HOUR), 3000, 3012);
    assert_in_range(calls_in("users.info", NULL, HOUR), 6000, 6025);
    assert_in_range(calls_in("chat.postMessage", "C1", HOUR), 3600, 3603);
    struct limits *limits = limits_new();
    for (int i = 0; i < 10; i++) { /* a channel keeps no other one waiting */
        limits_take(limits, 0, "chat.postMessage", "C1", false);
    }
    assert_int_equal(limits_take(limits, 0, "chat.postMessage", "C1", false), 1000);
    assert_int_equal(limits_take(limits, 0, "chat.postMessage", "C2", false), 0);
    for (int i = 0; i < 2000; i++) { /* any number of channels */
        char id[16];
        snprintf(id, sizeof id, "C%d", i);
        limits_take(limits, 1000 * (int64_t)i, "chat.postMessage", id, false);
    }
    limits_free(limits);
}

static void urgent_goes_first(void **state) {
    (void)state;
    struct limits *limits = limits_new();
    while (limits_take(limits, 0, "chat.postMessage", "C1", false) == 0) {
    }
    int64_t wait = limits_take(limits, 0, "chat.postMessage", "C1", true);
    assert_int_equal(wait, 1000);
    /* The ordinary one comes first, at the very moment, and gives way. */
    assert_true(limits_take(limits, wait, "chat.postMessage", "C1", false) > 0);
    assert_int_equal(limits_take(limits, wait, "chat.postMessage", "C1", true), 0);
    assert_int_equal(limits_take(limits, wait, "chat.postMessage", "C1", false), 1000);
    assert_int_equal(limits_take(limits, wait + 1000, "chat.postMessage", "C1", false),
                     0);
    /* An urgent one that does not come back holds nobody up. */
    assert_int_equal(limits_take(limits, wait + 1000, "chat.postMessage", "C1", true),
                     1000);
    assert_int_equal(limits_take(limits, wait + 3000, "chat.postMessage", "C1", false),
                     0);
    limits_free(limits);
}

/* ---- check ---- */

/* A missing right is named whatever Slack says of it: nothing, one, old names too, or one
 * that nobody knows. */
static void a_missing_scope_is_named(void **state) {
    static const struct {
        const char *method, *needed, *says;
    } rows[] = {
        {"conversations.create", NULL, "scope channels:manage (groups:write where"},
        {"conversations.create", "groups:write", "scope groups:write under"},
        {"conversations.create", "channels:write,groups:write,mpim:write",
         "scope groups:write under"},
        {"conversations.create", "channels:manage,groups:write,im:write",
         "scope channels:manage (groups:write where"},
        {"conversations.invite", NULL, "scope channels:manage (groups:write where"},
        {"bookmarks.add", NULL, "scope bookmarks:write under"},
        {"bookmarks.list", NULL, "scope bookmarks:read under"},
        {"bookmarks.edit", "bookmarks:write", "scope bookmarks:write under"},
        {"chat.getPermalink", "new:scope", "scope new:scope under"},
        {"views.open", NULL, "the manifest names for it"},
    };
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct api_result result = {.kind = API_REFUSED,
                                          .method = rows[i].method,
                                          .error = "missing_scope",
                                          .needed = rows[i].needed};
        const char *said = slack_api_say(arena, &result);
        if (!strstr(said, rows[i].says)) {
            fail_msg("%s, %s: %s", rows[i].method, rows[i].needed, said);
        }
    }
    /* Each right of the table is one that the manifest gives. */
    for (size_t i = 0; i < slack_methods_count; i++) {
        const char *const rights[] = {slack_methods[i].scope, slack_methods[i].closed};
        for (size_t k = 0; k < 2; k++) {
            bool found = !rights[k];
            for (const struct slack_scope *s = slack_scopes; s->scope && !found; s++) {
                found = strcmp(s->scope, rights[k]) == 0;
            }
            if (!found) {
                fail_msg("%s: %s", slack_methods[i].name, rights[k]);
            }
        }
    }
    arena_free(arena);
}

static const char *all_scopes(struct out *out) {
    const char *all = "";
    for (const struct slack_scope *s = slack_scopes; s->scope; s++) {
        all = arena_printf(out->world->arena, "%s%s%s", all, *all ? "," : "", s->scope);
    }
    return all;
}

/* The level of the finding that holds `what`, or -1. */
static int level_of(const struct out *out, const char *what) {
    size_t i;
    json_t *one;
    json_array_foreach(out->findings, i, one) {
        if (world_holds(one, what)) {
            return (int)json_integer_value(json_array_get(one, 0));
        }
    }
    return -1;
}

static void a_check_of_what_is_right(void **state) {
    (void)state;
    static const char *const places[] = {"slack:C1", "slack:#ops", "slack:@U1", NULL};
    struct out *out = out_new();
    out->slack->options.places = places;
    out->scopes = all_scopes(out);
    out->date = "Thu, 09 Oct 2025 08:53:20 GMT"; /* where the world begins */
    out_check(out);
    out_ok(out_next(out, "apps.connections.open"), "\"url\":\"wss://secret\"");
    out_ok(out_next(out, "auth.test"), "\"user\":\"tocsin\",\"team\":\"Acme\"");
    struct out_call *info = out_next(out, "conversations.info");
    assert_true(info->form);
    assert_string_equal(out_arg(info, "channel"), "C1");
    out_ok(info, "\"channel\":{\"id\":\"C1\",\"is_member\":true}");
    /* Before the first start: it joins by itself. */
    out_ok(out_next(out, "conversations.list"),
           "\"channels\":[{\"id\":\"C2\",\"name\":\"ops\",\"is_member\":false}]");
    assert_true(out->checked);
    assert_true(world_holds(out->findings, "belongs to tocsin in Acme"));
    size_t i;
    json_t *one;
    json_array_foreach(out->findings, i, one) {
        assert_int_equal(json_integer_value(json_array_get(one, 0)), FINDING_FINE);
    }
    assert_false(world_holds(out->findings, "wss"));
    out_free(out);
}

static void a_check_of_what_is_wrong(void **state) {
    (void)state;
    static const char *const places[] = {"slack:C1", "slack:C2", "slack:#gone", NULL};
    struct out *out = out_new();
    out->slack->options.places = places;
    out->scopes = "chat:write.public,commands,pins:write2";
    out->date = "Thu, 09 Oct 2025 08:51:20 GMT";
    call(out, "conversations.archive", false);
    out_status(out_next(out, "conversations.archive"), 429, "", "60");
    out_check(out);
    out_refuse(out_next(out, "apps.connections.open"), "invalid_auth");
    out_ok(out_next(out, "auth.test"), "\"user\":\"tocsin\",\"team\":\"Acme\"");
    out_ok(out_next(out, "conversations.info"),
           "\"channel\":{\"id\":\"C1\",\"is_archived\":true}");
    out_refuse(out_next(out, "conversations.info"), "channel_not_found");
    out_ok(out_next(out, "conversations.list"), "\"channels\":[]");
    assert_true(out->checked);
    assert_int_equal(level_of(out, "app token"), FINDING_BROKEN);
    assert_int_equal(level_of(out, "the app-level token: copy it again from Basic"),
                     FINDING_BROKEN);
    assert_int_equal(level_of(out, "scope pins:write is missing"), FINDING_BROKEN);
    assert_int_equal(level_of(out, "scope chat:write is missing"), FINDING_BROKEN);
    assert_int_equal(level_of(out, "scope commands"), -1);
    assert_int_equal(level_of(out, "place slack:C1"), FINDING_BROKEN);
    assert_int_equal(level_of(out, "place slack:C2"), FINDING_BROKEN);
    assert_int_equal(level_of(out, "place slack:#gone"), FINDING_BROKEN);
    assert_int_equal(level_of(out, "Clock: 119.5 s ahead"), FINDING_BROKEN);
    assert_int_equal(level_of(out, "conversations.archive"), FINDING_WARN);
    out_free(out);
}

static void places_are_joined(void **state) {
    (void)state;
    static const char *const places[] = {"slack:C1", "slack:#ops", "slack:@U1",
                                         "slack:C4", NULL};
    struct out *out = out_new();
    out->slack->options.places = places;
    slack_join_places(out->slack);
    out_ok(out_next(out, "conversations.info"),
           "\"channel\":{\"id\":\"C1\",\"is_member\":true}");
    out_ok(out_next(out, "conversations.list"),
           "\"channels\":[{\"id\":\"C2\",\"name\":\"ops\",\"is_member\":false}]");
    struct out_call *join = out_next(out, "conversations.join");
    assert_string_equal(out_arg(join, "channel"), "C2");
    out_refuse(join, "restricted_action");
    out_ok(out_next(out, "conversations.info"),
           "\"channel\":{\"id\":\"C4\",\"is_private\":true,\"is_member\":false}");
    out_idle(out);
    out_free(out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_missing_scope_is_named),
        cmocka_unit_test(methods_are_encoded_as_documented),
        cmocka_unit_test(forms_escape),
        cmocka_unit_test(the_app_token_opens_sockets_only),
        cmocka_unit_test(a_429_forbids_its_method_to_the_second),
        cmocka_unit_test(forgotten_calls_call_nobody),
        cmocka_unit_test(tiers),
        cmocka_unit_test(urgent_goes_first),
        cmocka_unit_test(a_check_of_what_is_right),
        cmocka_unit_test(a_check_of_what_is_wrong),
        cmocka_unit_test(places_are_joined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
