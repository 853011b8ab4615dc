/* Messages that are put on the timeline: by a shortcut with their text, by a reaction
 * without it, and what the network answers. */
#include "harness.h"

#include "base/jsonx.h"
#include "core/decide.h"
#include "core/message.h"
#include "core/needs.h"
#include "core/route.h"

static bool mark_in(struct bench *bench, const char *place, enum input_kind kind,
                    const char *who, const char *data) {
    struct input input = {
        .kind = kind,
        .key = "key",
        .actor = arena_printf(bench->arena, "console:%s", who),
        .place = place,
        .incident = kind == INPUT_ANSWER ? bench->place_incident : NULL,
        .data = arena_json(bench->arena, json_loads(data, 0, NULL)),
    };
    struct needs needs = {0};
    struct bench_incident *about;
    struct turn turn;
    bool ok;

    assert_non_null(input.data);
    bench->err = (struct error){0};
    bench->nadded = 0;
    turn_init(&turn, bench->arena, &bench->world, &command_table, &input);
    message_prepare(&turn, bench->place_incident, &needs, NULL);
    about = bench_find(bench, needs.incident);
    if (about != NULL) {
        turn.before = about->state;
        turn.timeline = about->entries;
        turn.ntimeline = about->nentries;
    }
    ok = kind == INPUT_ANSWER ? decide_answer(&turn, &bench->err)
                              : decide_message(&turn, &bench->err);
    if (ok) {
        bench_keep(bench, &turn);
    }
    bench->reply = bench_plain(bench, ok ? turn.reply.ptr : bench->err.text);
    turn_free(&turn);
    return ok;
}

static bool mark(struct bench *bench, enum input_kind kind, const char *who,
                 const char *data) {
    return mark_in(bench, "console:#incidents", kind, who, data);
}

static struct bench *declared(void) {
    struct bench *bench = bench_new();

    assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
    return bench;
}

#define MESSAGE                                                                          \
    "\"message\":\"1.2\",\"author\":\"slack:U9\",\"at\":1759139000000,"                  \
    "\"text\":\"disk is full\",\"link\":\"https://chat/p1\""

static void a_shortcut_brings_the_text(void **state) {
    static const struct {
        const char *as, *kind, *field;
    } cases[] = {{"timeline", "message.pinned", "text"},
                 {"evidence", "evidence.added", "what"},
                 {"action", "action.added", "title"}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench *bench = declared();
        const char *data =
            arena_printf(bench->arena, "{\"as\":\"%s\"," MESSAGE "}", cases[i].as);

        assert_true(mark(bench, INPUT_MESSAGE, "ben", data));
        assert_string_equal(bench_kinds(bench), cases[i].kind);
        assert_string_equal(bench_field(bench, 0, cases[i].field), "disk is full");
        assert_string_equal(bench_field(bench, 0, "author"), "slack:U9");
        assert_string_equal(bench_field(bench, 0, "place"), "console:#incidents");
        assert_string_equal(bench_field(bench, 0, "link"), "https://chat/p1");
        assert_int_equal(bench_number(bench, 0, "posted"), INT64_C(1759139000000));
        assert_string_equal(bench->added[0].actor, "console:ben");
        /* The same message again is not a second entry. */
        assert_true(mark(bench, INPUT_MESSAGE, "ana", data));
        assert_int_equal(bench->nadded, 0);
        assert_non_null(strstr(bench->reply, "already"));
        bench_free(bench);
    }
}

static void a_reaction_is_kept_and_the_text_asked_for(void **state) {
    struct bench *bench = declared();
    struct routed routed[ROUTED_MAX];
    size_t n;

    (void)state;
    assert_true(
        mark(bench, INPUT_MESSAGE, "ben", "{\"as\":\"timeline\",\"message\":\"1.2\"}"));
    assert_string_equal(bench_kinds(bench), "message.marked");
    n = route_asks(bench->arena, &bench->world, bench_state(bench, 0), bench->added,
                   bench->nadded, routed);
    assert_int_equal(n, 1);
    assert_string_equal(routed[0].lane, "console:#incidents?");
    assert_string_equal(jsonx_string(routed[0].record, "kind", ""), "ask");
    assert_string_equal(jsonx_string(routed[0].record, "remote", ""), "1.2");
    assert_string_equal(jsonx_string(routed[0].record, "by", ""), "console:ben");
    /* Marked by a second person while it is asked for: nothing new. */
    assert_true(
        mark(bench, INPUT_MESSAGE, "ana", "{\"as\":\"timeline\",\"message\":\"1.2\"}"));
    assert_int_equal(bench->nadded, 0);
    /* The answer is written in the name of who marked it. */
    assert_true(mark(bench, INPUT_ANSWER, "x",
                     "{\"what\":\"message\",\"ok\":true,\"as\":\"timeline\",\"by\":"
                     "\"console:ben\"," MESSAGE "}"));
    assert_string_equal(bench_kinds(bench), "message.pinned");
    assert_string_equal(bench->added[0].actor, "console:ben");
    assert_string_equal(bench_field(bench, 0, "text"), "disk is full");
    bench_free(bench);
}

static void what_cannot_be_read_is_kept_too(void **state) {
    struct bench *bench = declared();

    (void)state;
    assert_true(mark(bench, INPUT_ANSWER, "x",
                     "{\"what\":\"message\",\"ok\":false,\"as\":\"action\",\"by\":"
                     "\"console:ben\",\"message\":\"1.2\",\"why\":\"it is gone\"}"));
    assert_string_equal(bench_kinds(bench), "message.pinned");
    assert_string_equal(bench_field(bench, 0, "why"), "it is gone");
    bench_free(bench);
}

static void a_message_that_changes(void **state) {
    static const char edited[] =
        "{\"as\":\"edited\",\"message\":\"1.2\",\"text\":\"disk 4 is full\"}";
    static const char deleted[] = "{\"as\":\"deleted\",\"message\":\"1.2\"}";
    struct bench *bench = declared();

    (void)state;
    assert_true(mark(bench, INPUT_MESSAGE, "ben", edited)); /* it is on no timeline */
    assert_int_equal(bench->nadded, 0);
    assert_true(mark(bench, INPUT_MESSAGE, "ben", "{\"as\":\"timeline\"," MESSAGE "}"));
    assert_true(mark(bench, INPUT_MESSAGE, "ben", edited));
    assert_string_equal(bench_kinds(bench), "message.edited");
    assert_string_equal(bench_field(bench, 0, "text"), "disk 4 is full");
    assert_true(mark(bench, INPUT_MESSAGE, "ben", deleted));
    assert_string_equal(bench_kinds(bench), "message.deleted");
    assert_true(mark(bench, INPUT_MESSAGE, "ben", deleted)); /* twice */
    assert_int_equal(bench->nadded, 0);
    bench_free(bench);
}

/* Whom the network does not name did nothing: tocsin saw it. Nor does it take a right. */
static void a_message_that_somebody_deletes(void **state) {
    static const char deleted[] =
        "{\"as\":\"deleted\",\"message\":\"1.2\",\"unsaid\":true,"
        "\"author\":\"console:ben\"}";
    static const char edited[] = "{\"as\":\"edited\",\"message\":\"1.2\",\"unsaid\":true,"
                                 "\"text\":\"disk 4 is full\"}";
    struct bench *bench = declared();

    (void)state;
    assert_true(mark(bench, INPUT_MESSAGE, "ben", "{\"as\":\"timeline\"," MESSAGE "}"));
    assert_true(bench_say(bench, "ana", "set restricted=yes"));
    assert_true(mark(bench, INPUT_MESSAGE, "B1", edited));
    assert_string_equal(bench_kinds(bench), "message.edited");
    assert_string_equal(bench->added[0].actor, ACTOR_BOT);
    assert_true(mark(bench, INPUT_MESSAGE, "nobody", deleted));
    assert_string_equal(bench_kinds(bench), "message.deleted");
    assert_string_equal(bench->added[0].actor, ACTOR_BOT);
    assert_string_equal(jsonx_string(bench->added[0].data, "author", ""), "console:ben");
    bench_free(bench);
}

/* Two networks may call two messages the same. */
static void messages_of_two_networks(void **state) {
    static const char *const changes[] = {
        "{\"as\":\"edited\",\"message\":\"1.2\",\"text\":\"x\"}",
        "{\"as\":\"deleted\",\"message\":\"1.2\"}",
        "{\"as\":\"timeline\",\"message\":\"1.2\",\"removed\":true}"};
    struct bench *bench = declared();

    (void)state;
    assert_true(mark(bench, INPUT_MESSAGE, "ben", "{\"as\":\"timeline\"," MESSAGE "}"));
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        assert_true(mark_in(bench, "paper:C1", INPUT_MESSAGE, "ben", changes[i]));
        assert_int_equal(bench->nadded, 0);
    }
    assert_true(mark_in(bench, "paper:C1", INPUT_MESSAGE, "ben",
                        "{\"as\":\"timeline\"," MESSAGE "}"));
    assert_string_equal(bench_kinds(bench), "message.pinned");
    assert_string_equal(bench_field(bench, 0, "place"), "paper:C1");
    /* The text that was asked for is of where it was asked. */
    assert_true(mark_in(bench, NULL, INPUT_ANSWER, "x",
                        "{\"what\":\"message\",\"ok\":true,\"as\":\"evidence\",\"by\":"
                        "\"console:ben\",\"place\":\"paper:C1\"," MESSAGE "}"));
    assert_string_equal(bench_field(bench, 0, "place"), "paper:C1");
    bench_free(bench);
}

static void a_mark_that_is_taken_off(void **state) {
    static const char off[] =
        "{\"as\":\"timeline\",\"message\":\"1.2\",\"removed\":true}";
    struct bench *bench = declared();

    (void)state;
    assert_true(mark(bench, INPUT_MESSAGE, "ben", off)); /* of nothing */
    assert_int_equal(bench->nadded, 0);
    assert_true(mark(bench, INPUT_MESSAGE, "ben", "{\"as\":\"timeline\"," MESSAGE "}"));
    assert_true(mark(bench, INPUT_MESSAGE, "ben", off));
    assert_string_equal(bench_kinds(bench), "message.unmarked");
    assert_true(mark(bench, INPUT_MESSAGE, "ben", off)); /* twice */
    assert_int_equal(bench->nadded, 0);
    assert_true(mark(bench, INPUT_MESSAGE, "ben", "{\"as\":\"timeline\"," MESSAGE "}"));
    assert_string_equal(bench_kinds(bench), "message.pinned");
    bench_free(bench);
}

static void files(void **state) {
    struct bench *bench = declared();

    (void)state;
    assert_true(mark(bench, INPUT_MESSAGE, "ben",
                     "{\"as\":\"file\",\"message\":\"1.2\",\"name\":\"dump.txt\","
                     "\"size\":2048,\"link\":\"https://chat/f1\"}"));
    assert_string_equal(bench_kinds(bench), "file.shared");
    assert_string_equal(bench_field(bench, 0, "name"), "dump.txt");
    assert_int_equal(bench_number(bench, 0, "size"), 2048);
    bench_free(bench);
}

static void elsewhere_nothing_happens(void **state) {
    struct bench *bench = declared();

    (void)state;
    bench->place_incident = NULL;
    assert_true(mark(bench, INPUT_MESSAGE, "ben", "{\"as\":\"timeline\"," MESSAGE "}"));
    assert_int_equal(bench->nadded, 0);
    assert_non_null(strstr(bench->reply, "not the channel of an incident"));
    assert_false(mark(bench, INPUT_MESSAGE, "ben", "{\"as\":\"wrong\"," MESSAGE "}"));
    bench_free(bench);
}

static void long_texts_say_that_they_are_cut(void **state) {
    struct bench *bench = declared();
    char *text = arena_alloc(bench->arena, 20001);

    (void)state;
    memset(text, 'x', 20000);
    text[20000] = '\0';
    assert_true(mark(bench, INPUT_MESSAGE, "ben",
                     arena_printf(bench->arena,
                                  "{\"as\":\"action\",\"message\":\"1\",\"text\":\"%s\"}",
                                  text)));
    assert_non_null(strstr(bench_field(bench, 0, "title"), "cut"));
    assert_true(mark(
        bench, INPUT_MESSAGE, "ben",
        arena_printf(bench->arena,
                     "{\"as\":\"timeline\",\"message\":\"2\",\"text\":\"%s\"}", text)));
    assert_non_null(strstr(bench_field(bench, 0, "text"), "cut"));
    assert_true(strlen(bench_field(bench, 0, "text")) > 3000);
    bench_free(bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shortcut_brings_the_text),
        cmocka_unit_test(a_reaction_is_kept_and_the_text_asked_for),
        cmocka_unit_test(what_cannot_be_read_is_kept_too),
        cmocka_unit_test(a_message_that_changes),
        cmocka_unit_test(a_message_that_somebody_deletes),
        cmocka_unit_test(messages_of_two_networks),
        cmocka_unit_test(a_mark_that_is_taken_off),
        cmocka_unit_test(files),
        cmocka_unit_test(elsewhere_nothing_happens),
        cmocka_unit_test(long_texts_say_that_they_are_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
