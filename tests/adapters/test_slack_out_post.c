/* Posts: what is sent, what each answer makes of it, and looking before sending again. */
#include "world_out.h"

#include "base/text.h"

static struct delivery post_of(struct out *out) {
    return (struct delivery){.kind = DELIVERY_POST,
                             .id = "d1",
                             .place = "slack:C1",
                             .incident = "INC-1",
                             .level = "ordinary",
                             .at = 1760000000000,
                             .body = out_tree(out, "the api is down")};
}

static void a_post_bears_its_id(void **state) {
    (void)state;
    struct out *out = out_new();
    struct delivery post = post_of(out);
    struct out_end *end = out_send(out, &post);
    struct out_call *call = out_next(out, "chat.postMessage");
    const json_t *metadata = json_object_get(call->args, "metadata");
    assert_false(call->form);
    assert_string_equal(call->authorization, "Bearer xoxb-made-up");
    assert_string_equal(out_arg(call, "channel"), "C1");
    assert_true(world_holds(json_object_get(call->args, "text"), "the api is down"));
    assert_true(world_holds(json_object_get(call->args, "blocks"), "the api is down"));
    assert_string_equal(jsonx_string(metadata, "event_type", ""), SLACK_EVENT);
    assert_string_equal(
        jsonx_string(json_object_get(metadata, "event_payload"), "id", ""), "d1");
    assert_true(json_is_false(json_object_get(call->args, "unfurl_links")));
    assert_true(json_is_false(json_object_get(call->args, "unfurl_media")));
    assert_null(json_object_get(call->args, "thread_ts"));
    out_ok(call, "\"ts\":\"17.5\"");
    out_ended(end, OUTCOME_SENT);
    assert_string_equal(end->remote, "17.5");
    out_free(out);
}

static void threads(void **state) {
    (void)state;
    struct out *out = out_new();
    struct delivery post = post_of(out);
    post.thread = "16.1";
    post.wide = true;
    struct out_end *end = out_send(out, &post);
    struct out_call *call = out_next(out, "chat.postMessage");
    assert_string_equal(out_arg(call, "thread_ts"), "16.1");
    assert_string_equal(out_arg(call, "reply_broadcast"), "true");
    out_refuse(call, "thread_not_found");
    call = out_next(out, "chat.postMessage");
    assert_string_equal(out_arg(call, "thread_ts"), "");
    assert_string_equal(out_arg(call, "reply_broadcast"), "");
    out_ok(call, "\"ts\":\"17.5\"");
    out_ended(end, OUTCOME_SENT);
    out_free(out);
}

static void a_person_is_opened_once(void **state) {
    (void)state;
    struct out *out = out_new();
    struct delivery post = post_of(out);
    post.place = "slack:@U7";
    struct out_end *end = out_send(out, &post);
    struct out_call *call = out_next(out, "conversations.open");
    assert_string_equal(out_arg(call, "users"), "U7");
    out_ok(call, "\"channel\":{\"id\":\"D7\"}");
    call = out_next(out, "chat.postMessage");
    assert_string_equal(out_arg(call, "channel"), "D7");
    out_ok(call, "\"ts\":\"1.1\"");
    out_ended(end, OUTCOME_SENT);
    end = out_send(out, &post);
    call = out_next(out, "chat.postMessage");
    assert_string_equal(out_arg(call, "channel"), "D7");
    out_refuse(call, "channel_not_found"); /* what is remembered may be stale */
    out_ok(out_next(out, "conversations.open"), "\"channel\":{\"id\":\"D8\"}");
    call = out_next(out, "chat.postMessage");
    assert_string_equal(out_arg(call, "channel"), "D8");
    out_refuse(call, "channel_not_found");
    out_ended(end, OUTCOME_DENIED);
    /* A conversation that was perhaps opened is no post that was perhaps sent. */
    post.place = "slack:@U9";
    end = out_send(out, &post);
    out_lost(out_next(out, "conversations.open"));
    out_ended(end, OUTCOME_RETRY);
    out_free(out);
}

static void names_are_looked_up_through_all_pages(void **state) {
    (void)state;
    struct out *out = out_new();
    struct delivery post = post_of(out);
    post.place = "slack:#ops";
    struct out_end *end = out_send(out, &post);
    struct out_call *call = out_next(out, "conversations.list");
    assert_true(call->form);
    assert_string_equal(out_arg(call, "types"), "public_channel,private_channel");
    assert_string_equal(out_arg(call, "exclude_archived"), "false");
    out_ok(call, "\"channels\":[{\"id\":\"C2\",\"name\":\"ops-2\"}],"
                 "\"response_metadata\":{\"next_cursor\":\"more=\"}");
    call = out_next(out, "conversations.list");
    assert_string_equal(out_arg(call, "cursor"), "more=");
    out_ok(call, "\"channels\":[{\"id\":\"C3\",\"name\":\"ops\"}]");
    call = out_next(out, "chat.postMessage");
    assert_string_equal(out_arg(call, "channel"), "C3");
    out_ok(call, "\"ts\":\"1.1\"");
    out_ended(end, OUTCOME_SENT);
    post.place = "slack:#nowhere";
    end = out_send(out, &post);
    out_ok(out_next(out, "conversations.list"), "\"channels\":[]");
    out_ended(end, OUTCOME_DENIED);
    assert_non_null(strstr(end->why, "#nowhere"));
    out_free(out);
}

static void each_answer_has_its_outcome(void **state) {
    (void)state;
    static const struct {
        long status; /* 0: none came; -1: never sent */
        const char *body, *retry;
        enum outcome_kind kind;
        int retry_ms;
    } rows[] = {
        {-1, "", NULL, OUTCOME_RETRY, 0},
        {0, "", NULL, OUTCOME_UNKNOWN, 0},
        {200, "<html>", NULL, OUTCOME_UNKNOWN, 0},
        {200, "{}", NULL, OUTCOME_UNKNOWN, 0},
        {500, "", NULL, OUTCOME_UNKNOWN, 0},
        {502, "bad gateway", NULL, OUTCOME_UNKNOWN, 0},
        {503, "", NULL, OUTCOME_UNKNOWN, 0},
        {503, "", "4", OUTCOME_RETRY, 4000},
        {302, "", NULL, OUTCOME_RETRY, 0},
        {404, "no", NULL, OUTCOME_RETRY, 0},
        {200, "{\"ok\":false,\"error\":\"internal_error\"}", NULL, OUTCOME_UNKNOWN, 0},
        {200, "{\"ok\":false,\"error\":\"fatal_error\"}", NULL, OUTCOME_UNKNOWN, 0},
        {503, "{\"ok\":false,\"error\":\"service_unavailable\"}", NULL, OUTCOME_RETRY, 0},
        {200, "{\"ok\":false,\"error\":\"ratelimited\"}", "7", OUTCOME_RETRY, 7000},
        {200, "{\"ok\":false,\"error\":\"restricted_action\"}", NULL, OUTCOME_DENIED, 0},
        {200, "{\"ok\":false,\"error\":\"is_archived\"}", NULL, OUTCOME_DENIED, 0},
        {200, "{\"ok\":false,\"error\":\"xoxb-made-up\"}", NULL, OUTCOME_DENIED, 0},
        {200, "{\"ok\":false,\"error\":\"invalid_auth\"}", NULL, OUTCOME_RETRY, 60000},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct out *out = out_new();
        struct delivery post = post_of(out);
        struct out_end *end = out_send(out, &post);
        struct out_call *call = out_next(out, "chat.postMessage");
        if (rows[i].status < 0) {
            out_unsent(call);
        } else if (rows[i].status == 0) {
            out_lost(call);
        } else {
            out_status(call, (int)rows[i].status, rows[i].body, rows[i].retry);
        }
        out_ended(end, rows[i].kind);
        assert_int_equal(end->retry_ms, rows[i].retry_ms);
        assert_int_equal(out->ncalls, 1); /* never a second one on its own */
        assert_int_equal(out->world->fatal, strstr(rows[i].body, "invalid_auth") != NULL);
        out_free(out);
    }
}

static void a_refusal_says_what_to_do(void **state) {
    (void)state;
    struct out *out = out_new();
    struct delivery post = post_of(out);
    struct out_end *end = out_send(out, &post);
    out_status(out_next(out, "chat.postMessage"), 200,
               "{\"ok\":false,\"error\":\"missing_scope\",\"needed\":\"chat:write\"}",
               NULL);
    out_ended(end, OUTCOME_DENIED);
    assert_non_null(strstr(end->why, "add the scope chat:write"));
    out_free(out);
}

static void joins_once(void **state) {
    (void)state;
    struct out *out = out_new();
    struct delivery post = post_of(out);
    struct out_end *end = out_send(out, &post);
    out_refuse(out_next(out, "chat.postMessage"), "not_in_channel");
    struct out_call *call = out_next(out, "conversations.join");
    assert_string_equal(out_arg(call, "channel"), "C1");
    out_ok(call, "");
    out_refuse(out_next(out, "chat.postMessage"), "not_in_channel");
    out_ended(end, OUTCOME_DENIED);
    end = out_send(out, &post);
    out_refuse(out_next(out, "chat.postMessage"), "not_in_channel");
    out_refuse(out_next(out, "conversations.join"),
               "method_not_supported_for_channel_type");
    out_ended(end, OUTCOME_DENIED);
    assert_non_null(strstr(end->why, "/invite"));
    out_free(out);
}

static void blocks_that_are_not_taken_are_left_out(void **state) {
    (void)state;
    struct out *out = out_new();
    struct delivery post = post_of(out);
    struct out_end *end = out_send(out, &post);
    out_refuse(out_next(out, "chat.postMessage"), "invalid_blocks");
    struct out_call *call = out_next(out, "chat.postMessage");
    assert_null(json_object_get(call->args, "blocks"));
    assert_true(world_holds(json_object_get(call->args, "text"), "the api is down"));
    assert_non_null(json_object_get(call->args, "metadata"));
    out_refuse(call, "msg_too_long");
    out_ended(end, OUTCOME_DENIED);
    out_free(out);
}

static const char found[] =
    "\"messages\":[{\"ts\":\"17.9\",\"metadata\":{\"event_type\":\"" SLACK_EVENT
    "\",\"event_payload\":{\"id\":\"d1\"}}}]";
static const char others[] =
    "\"messages\":[{\"ts\":\"17.8\",\"metadata\":{\"event_type\":\"other\","
    "\"event_payload\":{\"id\":\"d1\"}}},{\"ts\":\"17.7\",\"text\":\"d1\"},"
    "{\"ts\":\"17.6\",\"metadata\":{\"event_type\":\"" SLACK_EVENT
    "\",\"event_payload\":{\"id\":\"d10\"}}}]";

static void looking_finds_by_the_id(void **state) {
    (void)state;
    struct out *out = out_new();
    struct delivery post = post_of(out);
    struct out_end *end = out_look(out, &post);
    struct out_call *call = out_next(out, "conversations.history");
    assert_true(call->form);
    assert_string_equal(out_arg(call, "channel"), "C1");
    assert_string_equal(out_arg(call, "include_all_metadata"), "true");
    assert_string_equal(out_arg(call, "inclusive"), "true");
    assert_string_equal(out_arg(call, "oldest"), "1759999940.000000");
    assert_string_equal(out_arg(call, "limit"), "200");
    char *page = arena_printf(
        out->world->arena, "%s,\"response_metadata\":{\"next_cursor\":\"p2\"}", others);
    out_ok(call, page);
    call = out_next(out, "conversations.history");
    assert_string_equal(out_arg(call, "cursor"), "p2");
    assert_string_equal(out_arg(call, "oldest"), "1759999940.000000");
    out_ok(call, found);
    out_ended(end, OUTCOME_SENT);
    assert_string_equal(end->remote, "17.9");
    out_free(out);
}

static void looking_twice_before_it_is_surely_not_there(void **state) {
    (void)state;
    struct out *out = out_new();
    struct delivery post = post_of(out);
    struct out_end *end = out_look(out, &post);
    out_ok(out_next(out, "conversations.history"), others);
    world_run(out->world, 4999);
    out_idle(out);
    world_run(out->world, 1);
    out_ok(out_next(out, "conversations.history"), others);
    out_ended(end, OUTCOME_RETRY);
    end = out_look(out, &post);
    out_ok(out_next(out, "conversations.history"), others);
    world_run(out->world, 5000);
    out_ok(out_next(out, "conversations.history"), found); /* it came late */
    out_ended(end, OUTCOME_SENT);
    out_free(out);
}

static void looking_in_threads(void **state) {
    (void)state;
    struct out *out = out_new();
    struct delivery post = post_of(out);
    post.thread = "16.1";
    struct out_end *end = out_look(out, &post);
    struct out_call *call = out_next(out, "conversations.replies");
    assert_true(call->form);
    assert_string_equal(out_arg(call, "ts"), "16.1");
    out_ok(call, others);
    out_ok(out_next(out, "conversations.history"), others); /* the thread was locked */
    world_run(out->world, 5000);
    out_ok(out_next(out, "conversations.replies"), found);
    out_ended(end, OUTCOME_SENT);
    end = out_look(out, &post);
    out_refuse(out_next(out, "conversations.replies"), "thread_not_found");
    out_ok(out_next(out, "conversations.history"), found);
    out_ended(end, OUTCOME_SENT);
    out_free(out);
}

static void a_search_that_fails_finds_nothing_out(void **state) {
    (void)state;
    struct out *out = out_new();
    struct delivery post = post_of(out);
    struct out_end *end = out_look(out, &post);
    out_refuse(out_next(out, "conversations.history"), "missing_scope");
    out_ended(end, OUTCOME_UNKNOWN);
    end = out_look(out, &post);
    out_refuse(out_next(out, "conversations.history"), "not_in_channel");
    out_ok(out_next(out, "conversations.join"), "");
    out_ok(out_next(out, "conversations.history"), found);
    out_ended(end, OUTCOME_SENT);
    post.place = "slack:@U7";
    end = out_look(out, &post);
    out_ok(out_next(out, "conversations.open"), "\"channel\":{\"id\":\"D7\"}");
    for (int i = 0; i < 5; i++) { /* patiently, but not for ever */
        out_status(out_next(out, "conversations.history"), 500, "", NULL);
        world_run(out->world, 1000);
    }
    out_ended(end, OUTCOME_UNKNOWN);
    out_free(out);
}

static void a_search_waits_for_its_limit(void **state) {
    (void)state;
    struct out *out = out_new();
    struct delivery post = post_of(out);
    struct out_end *end = out_look(out, &post);
    out_status(out_next(out, "conversations.history"), 429, "", "30");
    world_run(out->world, 29999);
    out_idle(out);
    world_run(out->world, 1);
    out_ok(out_next(out, "conversations.history"), found);
    out_ended(end, OUTCOME_SENT);
    out_free(out);
}

static void a_search_without_end_says_so(void **state) {
    (void)state;
    struct out *out = out_new();
    struct delivery post = post_of(out);
    struct out_end *end = out_look(out, &post);
    for (int i = 0; i < 50; i++) {
        assert_false(end->came);
        world_run(out->world, 1200);
        out_ok(out_next(out, "conversations.history"),
               "\"messages\":[],\"response_metadata\":{\"next_cursor\":\"more\"}");
    }
    out_ended(end, OUTCOME_UNKNOWN);
    assert_non_null(strstr(end->why, "10000 messages"));
    out_free(out);
}

static void stopping_ends_all_as_unknown(void **state) {
    (void)state;
    struct out *out = out_new();
    struct delivery post = post_of(out);
    struct delivery person = post_of(out);
    person.place = "slack:@U7";
    struct out_end *a = out_send(out, &post), *b = out_send(out, &person);
    struct out_end *c = out_look(out, &post);
    out->world->adapter->stop(out->slack);
    out_ended(a, OUTCOME_UNKNOWN);
    out_ended(b, OUTCOME_UNKNOWN);
    out_ended(c, OUTCOME_UNKNOWN);
    out_ended(out_send(out, &post), OUTCOME_RETRY);
    out_ended(out_look(out, &post), OUTCOME_UNKNOWN);
    assert_int_equal(out->ncalls, 3);
    out_ok(&out->calls[0], "\"ts\":\"1.1\""); /* late answers meet nobody */
    out_ok(&out->calls[1], "\"channel\":{\"id\":\"D7\"}");
    out_free(out); /* nor does the last one, later still */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_post_bears_its_id),
        cmocka_unit_test(threads),
        cmocka_unit_test(a_person_is_opened_once),
        cmocka_unit_test(names_are_looked_up_through_all_pages),
        cmocka_unit_test(each_answer_has_its_outcome),
        cmocka_unit_test(a_refusal_says_what_to_do),
        cmocka_unit_test(joins_once),
        cmocka_unit_test(blocks_that_are_not_taken_are_left_out),
        cmocka_unit_test(looking_finds_by_the_id),
        cmocka_unit_test(looking_twice_before_it_is_surely_not_there),
        cmocka_unit_test(looking_in_threads),
        cmocka_unit_test(a_search_that_fails_finds_nothing_out),
        cmocka_unit_test(a_search_waits_for_its_limit),
        cmocka_unit_test(a_search_without_end_says_so),
        cmocka_unit_test(stopping_ends_all_as_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
