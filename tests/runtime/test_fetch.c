/* An incident and its timeline, read without a bot: as whoever shows pages or runs a
 * subcommand does. */
#include "harness.h"
#include "runtime/fetch.h"
#include "runtime/fetch_stored.h"

struct found {
    int calls, fields;
    bool there, read;
    int64_t version;
    char title[64], damage[128];
};

static void fields_came(void *ctx, const json_t *fields) {
    struct found *found = ctx;
    found->fields += (int)json_array_size(fields) / 2;
}

static void state_came(void *ctx, struct reading *reading, const char *why) {
    struct found *found = ctx;
    found->calls++;
    found->read = !why;
    found->there = reading->state != NULL;
    found->version = reading->state ? reading->state->version : 0;
    snprintf(found->title, sizeof found->title, "%s",
             reading->state ? reading->state->summary : "");
    snprintf(found->damage, sizeof found->damage, "%s",
             reading->damage ? reading->damage : "");
}

static struct found look(struct node *node, const char *id, bool fields) {
    struct fetcher fetcher = {.store = &node->liar.store};
    struct found found = {0};
    fetch_incident(&fetcher, id, fields ? fields_came : NULL, state_came, &found);
    stage_settle(node->stage);
    assert_int_equal(found.calls, 1);
    return found;
}

static void a_state(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    (void)node_say(node, "net:ana", place, "update we look");
    (void)node_say(node, "net:ana", place, "note a note");
    server_do(stage->server, "HSET t:{%s}:ref:%s a b c d", stage->workspace, id);
    long long entries = stage_number(stage, "XLEN tl:%s", id);
    struct found found = look(node, id, true);
    assert_true(found.read && found.there);
    assert_int_equal(found.version, entries);
    assert_int_equal(found.fields, stage_number(stage, "HLEN ref:%s", id));
    assert_string_equal(found.damage, "");
    assert_true(found.title[0]);
    assert_int_equal(look(node, id, false).fields, 0);
    /* What is damaged is the last good state, and words. */
    server_do(stage->server, "HSET t:{%s}:inc:%s n 400", stage->workspace, id);
    found = look(node, id, false);
    assert_true(found.read && found.there);
    assert_int_equal(found.version, entries);
    assert_non_null(strstr(found.damage, "its head counts 400 entries"));
    found = look(node, "INC-2025-09-29-777", false);
    assert_true(found.read && !found.there);
    liar_lie(&node->liar, (struct lie){.kind = LIE_READ, .times = 1});
    assert_false(look(node, id, false).read);
    node_close(node);
}

/* ---- a timeline ---- */

struct told {
    int calls, left_out;
    size_t n;
    int64_t first;
    bool text;
    char why[128];
};

static void entries_came(void *ctx, const struct entry *entries, size_t n,
                         const char *why) {
    struct told *told = ctx;
    told->calls++;
    told->n = n;
    told->first = n > 0 ? entries[0].n : 0;
    told->text = false;
    for (size_t i = 0; i < n; i++) {
        told->text = told->text || entries[i].text;
    }
    snprintf(told->why, sizeof told->why, "%s", why ? why : "");
}

static bool texts_unusable(void *ctx, const char *key) {
    (void)ctx;
    return !strncmp(key, "tx:", 3);
}

static void left_out(void *ctx, const char *what) {
    struct told *told = ctx;
    told->left_out++;
    assert_non_null(strstr(what, "are left out"));
}

static void a_timeline(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    struct told told = {0};
    struct fetcher fetcher = {.store = &node->liar.store, .ctx = &told};
    struct arena *arena = arena_new();
    char id[64], place[64];
    node_declare(node, id, place);
    (void)node_say(node, "net:ana", place, "note a note");
    int64_t entries = stage_number(stage, "XLEN tl:%s", id);
    fetch_timeline(&fetcher, arena, id, 1, entries, entries_came, &told);
    stage_settle(stage);
    assert_int_equal(told.calls, 1);
    assert_int_equal(told.n, entries - 1);
    assert_int_equal(told.first, 2);
    assert_true(told.text && !told.why[0]);
    /* More than there is: what there is, and that it is not all. */
    fetch_timeline(&fetcher, arena, id, 0, entries + 5, entries_came, &told);
    stage_settle(stage);
    assert_int_equal(told.n, entries);
    assert_string_equal(told.why, "its timeline is incomplete");
    /* Texts of another type: the entries without them, and that is said. */
    server_do(stage->server, "DEL t:{%s}:tx:%s", stage->workspace, id);
    server_do(stage->server, "SET t:{%s}:tx:%s x", stage->workspace, id);
    fetcher.unusable = texts_unusable;
    fetcher.left_out = left_out;
    fetch_timeline(&fetcher, arena, id, 0, entries, entries_came, &told);
    stage_settle(stage);
    assert_int_equal(told.n, entries);
    assert_int_equal(told.left_out, 1);
    assert_false(told.text || told.why[0]);
    arena_free(arena);
    node_close(node);
}

/* ---- the bytes, while somebody writes ---- */

struct
    meddler { /* changes the version behind each of the first `times` heads that are read */
    struct store store;
    const struct store *real;
    struct stage *stage;
    const char *id;
    int reads, times;
    int64_t entries, version;
};

static void meddle(void *self, const struct write *cmds, size_t n, read_cb cb,
                   void *ctx) {
    struct meddler *meddler = self;
    bool head = !strncmp(cmds[0].key.ptr, "inc:", 4);
    meddler->reads++;
    if (!head && meddler->times > 0 && !strncmp(cmds[0].key.ptr, "tl:", 3)) {
        meddler->times--;
        meddler->version = meddler->entries - 1 + meddler->times % 2;
        server_do(meddler->stage->server, "HSET t:{%s}:inc:%s n %lld",
                  meddler->stage->workspace, meddler->id, (long long)meddler->version);
    }
    meddler->real->read(meddler->real->self, cmds, n, cb, ctx);
}

struct bytes {
    int calls;
    int64_t version;
    size_t stream, texts;
};

static void bytes_came(void *ctx, const struct stored *stored, const char *why) {
    struct bytes *bytes = ctx;
    bytes->calls++;
    assert_null(why);
    bytes->version = stored->version ? strtoll(stored->version, NULL, 10) : 0;
    bytes->stream = json_array_size(stored->stream);
    bytes->texts = json_object_size(stored->texts);
}

static void bytes_of_one_version(void **state) {
    /* How often it changes meanwhile, and how many questions that takes. One that does not
     * hold still is cut at its version. */
    static const struct {
        int changes, begins, ends, cut, reads; /* below the number of entries */
    } rows[] = {
        {0, 0, 0, 0, 4}, {1, 0, 1, 0, 8}, {3, 0, 1, 0, 16}, {1000, 1, 1, 1, 10 * 4 + 3}};
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    (void)node_say(node, "net:ana", place, "note a note");
    int64_t entries = stage_number(stage, "XLEN tl:%s", id);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new();
        struct bytes bytes = {0};
        struct meddler meddler = {.real = &node->liar.store,
                                  .stage = stage,
                                  .id = id,
                                  .times = rows[i].changes,
                                  .entries = entries};
        meddler.store = *meddler.real;
        meddler.store.self = &meddler;
        meddler.store.read = meddle;
        server_do(stage->server, "HSET t:{%s}:inc:%s n %lld", stage->workspace, id,
                  (long long)(entries - rows[i].begins));
        fetch_stored(&meddler.store, arena, id, bytes_came, &bytes);
        stage_settle(stage);
        assert_int_equal(bytes.calls, 1);
        assert_int_equal(meddler.reads, rows[i].reads);
        assert_int_equal(bytes.version, entries - rows[i].ends);
        assert_int_equal(bytes.stream, entries - rows[i].cut);
        assert_int_equal(bytes.texts,
                         stage_number(stage, "HLEN tx:%s", id) - rows[i].cut);
        arena_free(arena);
    }
    node_close(node);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_state),
        TEST(a_timeline),
        TEST(bytes_of_one_version),
    };
    return cmocka_run_group_tests(tests, server_setup, server_teardown);
}
