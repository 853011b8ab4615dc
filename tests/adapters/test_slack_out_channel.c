/* The incident's channel: opening it once, its steps, its mirrors, and questions. */
#include "world_out.h"

#include "base/text.h"

#define CHANNEL(id, name, more) "{\"id\":\"" id "\",\"name\":\"" name "\"," more "}"
#define BY_US "\"creator\":\"UBOT\",\"created\":1760000001,\"purpose\":{\"value\":\"\"}"

static struct delivery of(struct out *out, enum delivery_kind kind) {
    return (struct delivery){.kind = kind,
                             .id = "0aff",
                             .place = "slack:C1",
                             .incident = "INC-1",
                             .level = "ordinary",
                             .at = 1760000000000,
                             .body = out_tree(out, "Sev1 & rising")};
}

static struct delivery opening(struct out *out) {
    struct delivery open = of(out, DELIVERY_OPEN);
    open.place = "inc-1";
    open.body = NULL;
    return open;
}

static void a_channel_is_opened_and_marked(void **state) {
    (void)state;
    struct out *out = out_new();
    struct delivery open = opening(out);
    struct out_end *end = out_send(out, &open);
    struct out_call *call = out_next(out, "conversations.create");
    assert_string_equal(out_arg(call, "name"), "inc-1");
    assert_true(json_is_false(json_object_get(call->args, "is_private")));
    out_ok(call, "\"channel\":{\"id\":\"C9\",\"name\":\"inc-1\"}");
    call = out_next(out, "conversations.setPurpose");
    assert_string_equal(out_arg(call, "channel"), "C9");
    assert_non_null(strstr(out_arg(call, "purpose"), "0aff"));
    out_ok(call, "");
    out_ended(end, OUTCOME_SENT);
    assert_string_equal(end->place, "slack:C9");
    assert_false(end->private_place);
    /* A restricted incident's channel is for members. */
    open.private_place = true;
    end = out_send(out, &open);
    call = out_next(out, "conversations.create");
    assert_string_equal(out_arg(call, "is_private"), "true");
    out_ok(call, "\"channel\":{\"id\":\"C8\"}");
    out_ok(out_next(out, "conversations.setPurpose"), "");
    out_ended(end, OUTCOME_SENT);
    assert_true(end->private_place);
    out_free(out);
}

static void a_name_alone_makes_no_channel_ours(void **state) {
    (void)state;
    static const struct {
        const char *channel, *next; /* NULL: it is ours */
    } rows[] = {
        {CHANNEL("C2", "inc-1", BY_US), NULL},
        {CHANNEL("C2", "inc-1", "\"purpose\":{\"value\":\"x (tocsin 0aff)\"}"), NULL},
        {CHANNEL("C2", "other", "\"purpose\":{\"value\":\"x (tocsin 0aff)\"}"), NULL},
        {CHANNEL("C2", "inc-1", "\"purpose\":{\"value\":\"\"}"), "inc-1-2"},
        {CHANNEL("C2", "inc-1",
                 "\"creator\":\"U5\",\"created\":1760000001,"
                 "\"purpose\":{\"value\":\"\"}"),
         "inc-1-2"},
        {CHANNEL("C2", "inc-1",
                 "\"creator\":\"UBOT\",\"created\":1760000001,"
                 "\"purpose\":{\"value\":\"INC-2 (tocsin 0abb)\"}"),
         "inc-1-2"},
        {CHANNEL("C2", "inc-1",
                 "\"creator\":\"UBOT\",\"created\":1759990000,"
                 "\"purpose\":{\"value\":\"\"}"),
         "inc-1-2"},
        {CHANNEL("C2", "inc-1", "\"is_archived\":true," BY_US), "inc-1-2"},
        {CHANNEL("C2", "inc-1", "\"is_private\":true," BY_US), NULL},
        {CHANNEL("C2", "inc-1", "\"purpose\":{}") "," CHANNEL("C3", "inc-1-2",
                                                              "\"purpose\":{}"),
         "inc-1-3"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct out *out = out_new();
        struct delivery open = opening(out);
        struct out_end *end = out_send(out, &open);
        out_refuse(out_next(out, "conversations.create"), "name_taken");
        out_ok(out_next(out, "conversations.list"),
               arena_printf(out->world->arena, "\"channels\":[%s]", rows[i].channel));
        if (rows[i].next) {
            struct out_call *call = out_next(out, "conversations.create");
            assert_string_equal(out_arg(call, "name"), rows[i].next);
            out_ok(call, "\"channel\":{\"id\":\"C9\"}");
        }
        if (!strstr(rows[i].channel, "0aff")) {
            out_ok(out_next(out, "conversations.setPurpose"), "");
        }
        out_ended(end, OUTCOME_SENT);
        assert_string_equal(end->place, rows[i].next ? "slack:C9" : "slack:C2");
        assert_int_equal(end->private_place,
                         strstr(rows[i].channel, "is_private") != NULL);
        out_free(out);
    }
}

static void names_run_out(void **state) {
    (void)state;
    struct out *out = out_new();
    struct delivery open = opening(out);
    struct out_end *end = out_send(out, &open);
    for (int i = 0; i < 20; i++) { /* private ones that tocsin does not see */
        out_refuse(out_next(out, "conversations.create"), "name_taken");
        for (int look = 0; i == 0 && look < 5; look++) { /* or ours, not listed yet? */
            out_ok(out_next(out, "conversations.list"), "\"channels\":[]");
            world_run(out->world, 5000);
        }
        world_run(out->world, i < 4 ? 0 : 3000); /* the budget is waited for */
    }
    out_ended(end, OUTCOME_DENIED);
    assert_non_null(strstr(end->why, "inc-1"));
    out_free(out);
}

/* Created, not answered, and Slack's list does not have it yet: nothing opens beside it. */
static void what_is_not_listed_yet_is_waited_for(void **state) {
    (void)state;
    struct out *out = out_new();
    struct delivery open = opening(out);
    struct out_end *end = out_send(out, &open);
    out_refuse(out_next(out, "conversations.create"), "name_taken");
    out_ok(out_next(out, "conversations.list"), "\"channels\":[]");
    world_run(out->world, 4999);
    out_idle(out);
    world_run(out->world, 1);
    out_ok(out_next(out, "conversations.list"),
           "\"channels\":[" CHANNEL("C2", "inc-1", BY_US) "]");
    out_ok(out_next(out, "conversations.setPurpose"), "");
    out_ended(end, OUTCOME_SENT);
    assert_string_equal(end->place, "slack:C2");
    out_free(out);
}

static void a_lost_opening_is_found(void **state) {
    (void)state;
    struct out *out = out_new();
    struct delivery open = opening(out);
    struct out_end *end = out_send(out, &open);
    out_lost(out_next(out, "conversations.create"));
    out_ended(end, OUTCOME_UNKNOWN);
    free(out->slack->bot_user);
    out->slack->bot_user = NULL;
    end = out_look(out, &open);
    out_ok(out_next(out, "auth.test"), "\"user_id\":\"UBOT\"");
    out_ok(out_next(out, "conversations.list"), "\"channels\":[]");
    world_run(out->world, 5000);
    out_ok(out_next(out, "conversations.list"),
           "\"channels\":[" CHANNEL("C2", "inc-1", BY_US) "]");
    out_ok(out_next(out, "conversations.setPurpose"), "");
    out_ended(end, OUTCOME_SENT);
    assert_string_equal(end->place, "slack:C2");
    end = out_look(out, &open);
    out_ok(out_next(out, "auth.test"), "\"user_id\":\"UBOT\"");
    out_ok(out_next(out, "conversations.list"), "\"channels\":[]");
    world_run(out->world, 5000);
    out_ok(out_next(out, "conversations.list"), "\"channels\":[]");
    out_ended(end, OUTCOME_RETRY);
    end = out_send(out, &open);
    out_refuse(out_next(out, "conversations.create"), "restricted_action");
    out_ended(end, OUTCOME_DENIED);
    out_free(out);
}

/* ---- steps ---- */

static struct out_end *step(struct out *out, const char *which, const char *const *who) {
    struct delivery *step = arena_alloc(out->world->arena, sizeof *step);
    *step = of(out, DELIVERY_STEP);
    step->step = which;
    step->people = who;
    return out_send(out, step);
}

static void steps(void **state) {
    (void)state;
    struct out *out = out_new();
    struct out_end *end = step(out, STEP_PURPOSE, NULL);
    struct out_call *call = out_next(out, "conversations.setPurpose");
    assert_non_null(strstr(out_arg(call, "purpose"), "Sev1 &amp; rising"));
    out_ok(call, "");
    out_ended(end, OUTCOME_SENT);
    end = step(out, STEP_ARCHIVE, NULL);
    out_refuse(out_next(out, "conversations.archive"), "already_archived");
    out_ended(end, OUTCOME_SENT);
    end = step(out, STEP_ARCHIVE, NULL);
    out_refuse(out_next(out, "conversations.archive"), "restricted_action");
    out_ended(end, OUTCOME_DENIED);
    end = step(out, STEP_UNARCHIVE, NULL);
    out_refuse(out_next(out, "conversations.unarchive"), "not_archived");
    out_ended(end, OUTCOME_SENT);
    end = step(out, STEP_UNARCHIVE, NULL);
    out_refuse(out_next(out, "conversations.unarchive"), "not_in_channel");
    out_ended(end, OUTCOME_DENIED);
    assert_non_null(strstr(end->why, "in Slack"));
    end = step(out, STEP_ARCHIVE, NULL);
    out_lost(out_next(out, "conversations.archive"));
    out_ended(end, OUTCOME_UNKNOWN);
    struct delivery again = of(out, DELIVERY_STEP);
    again.step = STEP_ARCHIVE;
    out_ended(out_look(out, &again), OUTCOME_RETRY); /* twice harms nobody */
    out_free(out);
}

static void one_keeps_no_other_out(void **state) {
    (void)state;
    static const char *const who[] = {"slack:U1",    "slack:U2", "slack:U3", "slack:UBOT",
                                      "console:ana", "slack:U1", NULL};
    struct out *out = out_new();
    struct out_end *end = step(out, STEP_INVITE, who);
    struct out_call *call = out_next(out, "conversations.invite");
    assert_string_equal(out_arg(call, "users"), "U1,U2,U3");
    assert_string_equal(out_arg(call, "force"), "true");
    out_status(call, 200,
               "{\"ok\":false,\"error\":\"user_not_found\",\"errors\":[{\"user\":\"U2\","
               "\"ok\":false,\"error\":\"user_not_found\"}]}",
               NULL);
    call = out_next(out, "conversations.invite");
    assert_string_equal(out_arg(call, "users"), "U1,U3");
    out_refuse(call, "already_in_channel"); /* who? */
    call = out_next(out, "conversations.invite");
    assert_string_equal(out_arg(call, "users"), "U3");
    out_ok(call, "");
    call = out_next(out, "conversations.invite");
    assert_string_equal(out_arg(call, "users"), "U1");
    out_refuse(call, "already_in_channel");
    out_ended(end, OUTCOME_DENIED);
    assert_non_null(strstr(end->why, "U2 (user_not_found)"));
    assert_null(strstr(end->why, "U1"));
    end = step(out, STEP_INVITE, who);
    out_refuse(out_next(out, "conversations.invite"), "is_archived");
    out_ended(end, OUTCOME_DENIED);
    out_free(out);
}

static void a_group_is_its_people(void **state) {
    (void)state;
    static const char *const who[] = {"slack:U5", "slack:S1", NULL};
    struct out *out = out_new();
    struct out_end *end = step(out, STEP_INVITE, who);
    struct out_call *call = out_next(out, "usergroups.users.list");
    assert_true(call->form);
    assert_string_equal(out_arg(call, "usergroup"), "S1");
    out_ok(call, "\"users\":[\"U5\",\"U6\",\"UBOT\"]");
    call = out_next(out, "conversations.invite");
    assert_string_equal(out_arg(call, "users"), "U5,U6");
    out_ok(call, "");
    out_ended(end, OUTCOME_SENT);
    out_free(out);
}

static void a_hundred_a_call(void **state) {
    (void)state;
    struct out *out = out_new();
    const char **who = arena_array(out->world->arena, 151, sizeof *who);
    for (int i = 0; i < 150; i++) {
        who[i] = arena_printf(out->world->arena, "slack:U%d", i);
    }
    struct out_end *end = step(out, STEP_INVITE, who);
    out_ok(out_next(out, "conversations.invite"), "");
    out_ok(out_next(out, "conversations.invite"), "");
    out_ended(end, OUTCOME_SENT);
    out_free(out);
}

/* ---- mirrors ---- */

static struct out_end *mirror(struct out *out, const char *slot, const char *remote) {
    struct delivery *mirror = arena_alloc(out->world->arena, sizeof *mirror);
    *mirror = of(out, DELIVERY_MIRROR);
    mirror->slot = slot;
    mirror->remote = remote;
    return out_send(out, mirror);
}

static void a_topic_is_set_once(void **state) {
    (void)state;
    struct out *out = out_new();
    struct out_end *end = mirror(out, "topic", NULL);
    struct out_call *call = out_next(out, "conversations.setTopic");
    assert_string_equal(out_arg(call, "topic"), "Sev1 &amp; rising");
    out_ok(call, "");
    out_ended(end, OUTCOME_SENT);
    struct out_end *same = mirror(out, "topic", end->remote);
    out_idle(out);
    out_ended(same, OUTCOME_SENT);
    assert_string_equal(same->remote, end->remote);
    mirror(out, "topic", "of another text");
    out_ok(out_next(out, "conversations.setTopic"), "");
    out_free(out);
}

static void a_summary_is_pinned_and_edited(void **state) {
    (void)state;
    struct out *out = out_new();
    struct out_end *end = mirror(out, "summary", NULL);
    struct out_call *call = out_next(out, "chat.postMessage");
    assert_true(world_holds(json_object_get(call->args, "metadata"), "summary:INC-1"));
    out_ok(call, "\"ts\":\"5.5\"");
    call = out_next(out, "pins.add");
    assert_string_equal(out_arg(call, "timestamp"), "5.5");
    out_status(call, 429, "", "2");
    world_run(out->world, 2000);
    out_refuse(out_next(out, "pins.add"), "already_pinned");
    out_ended(end, OUTCOME_SENT);
    assert_string_equal(end->remote, "5.5");
    end = mirror(out, "summary", "5.5");
    call = out_next(out, "chat.update");
    assert_string_equal(out_arg(call, "ts"), "5.5");
    out_ok(call, "\"ts\":\"5.5\"");
    out_ended(end, OUTCOME_SENT);
    end = mirror(out, "summary", "5.5");
    out_refuse(out_next(out, "chat.update"), "message_not_found");
    out_ok(out_next(out, "chat.postMessage"), "\"ts\":\"6.6\"");
    out_refuse(out_next(out, "pins.add"), "restricted_action");
    out_ended(end, OUTCOME_SENT);
    assert_string_equal(end->remote, "6.6");
    assert_non_null(strstr(end->why, "not pinned"));
    end = mirror(out, "summary", NULL);
    out_lost(out_next(out, "chat.postMessage"));
    out_ended(end, OUTCOME_UNKNOWN);
    out_free(out);
}

static void an_unsure_summary_is_looked_for(void **state) {
    (void)state;
    struct out *out = out_new();
    struct delivery summary = of(out, DELIVERY_MIRROR);
    summary.slot = "summary";
    summary.unsure = true;
    struct out_end *end = out_send(out, &summary);
    out_ok(out_next(out, "conversations.history"),
           "\"messages\":[{\"ts\":\"4.4\",\"metadata\":{\"event_type\":\"" SLACK_EVENT
           "\",\"event_payload\":{\"id\":\"summary:INC-1\"}}}]");
    struct out_call *call = out_next(out, "chat.update");
    assert_string_equal(out_arg(call, "ts"), "4.4");
    out_ok(call, "");
    /* How far its sender came, nobody knows: it is pinned. */
    call = out_next(out, "pins.add");
    assert_string_equal(out_arg(call, "timestamp"), "4.4");
    out_refuse(call, "already_pinned");
    out_ended(end, OUTCOME_SENT);
    assert_string_equal(end->remote, "4.4");
    assert_null(end->why);
    end = out_send(out, &summary);
    out_ok(out_next(out, "conversations.history"), "\"messages\":[]");
    world_run(out->world, 5000);
    out_ok(out_next(out, "conversations.history"), "\"messages\":[]");
    out_ok(out_next(out, "chat.postMessage"), "\"ts\":\"6.6\"");
    out_ok(out_next(out, "pins.add"), "");
    out_ended(end, OUTCOME_SENT);
    out_free(out);
}

static void bookmarks(void **state) {
    (void)state;
    struct out *out = out_new();
    struct delivery marks = of(out, DELIVERY_MIRROR);
    json_t *body = json_pack(
        "[{s:s, s:[{s:s, s:s, s:s}, {s:s, s:s}, {s:s, s:[{s:s, s:s, s:s}]}]},"
        " {s:s, s:[{s:s, s:s, s:s}]}]",
        "k", "p", "c", "k", "a", "s", "Bridge", "u", "https://b.test/2", "k", "t", "s",
        "x", "k", "b", "c", "k", "a", "s", "Status", "u", "https://s.test", "k", "li",
        "c", "k", "a", "s", "Same", "u", "https://same.test");
    marks.slot = "bookmarks";
    marks.body = arena_json(out->world->arena, body);
    struct out_end *end = out_send(out, &marks);
    struct out_call *call = out_next(out, "bookmarks.list");
    assert_string_equal(out_arg(call, "channel_id"), "C1");
    out_ok(call, "\"bookmarks\":[{\"id\":\"Bk1\",\"title\":\"Bridge\",\"link\":"
                 "\"https://b.test/1\"},{\"id\":\"Bk2\",\"title\":\"Same\",\"link\":"
                 "\"https://same.test\"}]");
    call = out_next(out, "bookmarks.edit");
    assert_string_equal(out_arg(call, "bookmark_id"), "Bk1");
    assert_string_equal(out_arg(call, "link"), "https://b.test/2");
    out_ok(call, "");
    call = out_next(out, "bookmarks.add");
    assert_string_equal(out_arg(call, "title"), "Status");
    assert_string_equal(out_arg(call, "type"), "link");
    out_ok(call, "");
    out_ended(end, OUTCOME_SENT);
    marks.remote = end->remote;
    struct out_end *same = out_send(out, &marks);
    out_idle(out);
    out_ended(same, OUTCOME_SENT);
    assert_string_equal(same->remote, end->remote);
    out_free(out);
}

/* ---- questions ---- */

static void questions(void **state) {
    (void)state;
    struct out *out = out_new();
    struct delivery ask = of(out, DELIVERY_ASK);
    ask.remote = "1759132800.123456";
    struct out_end *end = out_send(out, &ask);
    struct out_call *call = out_next(out, "conversations.history");
    assert_string_equal(out_arg(call, "latest"), ask.remote);
    assert_string_equal(out_arg(call, "oldest"), ask.remote);
    assert_string_equal(out_arg(call, "inclusive"), "true");
    assert_string_equal(out_arg(call, "limit"), "1");
    out_ok(call, "\"messages\":[{\"ts\":\"1.1\",\"text\":\"not this one\"}]");
    call = out_next(out, "conversations.replies");
    assert_string_equal(out_arg(call, "ts"), ask.remote);
    out_ok(call, "\"messages\":[{\"ts\":\"1.1\",\"text\":\"the first\"},{\"ts\":"
                 "\"1759132800.123456\",\"user\":\"U7\",\"text\":\"a &lt; b\"}]");
    call = out_next(out, "chat.getPermalink");
    assert_true(call->form);
    assert_string_equal(out_arg(call, "message_ts"), ask.remote);
    out_ok(call, "\"permalink\":\"https://acme.test/p1\"");
    out_ended(end, OUTCOME_SENT);
    assert_string_equal(jsonx_string(end->data, "text", ""), "a < b");
    assert_string_equal(jsonx_string(end->data, "author", ""), "slack:U7");
    assert_string_equal(jsonx_string(end->data, "link", ""), "https://acme.test/p1");
    assert_int_equal(jsonx_int(end->data, "at", 0), 1759132800123);
    end = out_send(out, &ask);
    out_ok(out_next(out, "conversations.history"), "\"messages\":[]");
    out_ok(out_next(out, "conversations.replies"), "\"messages\":[]");
    out_ended(end, OUTCOME_DENIED);
    end = out_send(out, &ask);
    out_lost(out_next(out, "conversations.history"));
    out_ended(end, OUTCOME_RETRY);
    out_free(out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_channel_is_opened_and_marked),
        cmocka_unit_test(a_name_alone_makes_no_channel_ours),
        cmocka_unit_test(names_run_out),
        cmocka_unit_test(what_is_not_listed_yet_is_waited_for),
        cmocka_unit_test(a_lost_opening_is_found),
        cmocka_unit_test(steps),
        cmocka_unit_test(one_keeps_no_other_out),
        cmocka_unit_test(a_group_is_its_people),
        cmocka_unit_test(a_hundred_a_call),
        cmocka_unit_test(a_topic_is_set_once),
        cmocka_unit_test(a_summary_is_pinned_and_edited),
        cmocka_unit_test(an_unsure_summary_is_looked_for),
        cmocka_unit_test(bookmarks),
        cmocka_unit_test(questions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
