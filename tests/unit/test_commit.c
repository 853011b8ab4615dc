/* test_commit.c: a decided change as writes: sealed, chained, with its snapshot when it
 * is due; what was written passes the audit. */
#include "writes.h"

#include "core/audit.h"
#include "core/commit.h"
#include "core/deadlines.h"
#include "core/entry_kinds.h"
#include "core/fold.h"

#define ANA "console:ana"
#define ID TIMELINE_ID

static void count(void *ret_bytes, size_t len) {
    for (size_t i = 0; i < len; i++) {
        ((uint8_t *)ret_bytes)[i] = (uint8_t)(i + 1);
    }
}

/* One turn on `before`: entries are given unsealed, as commands give them. */
static void decide(struct timeline *timeline, const struct incident *before,
                   struct change *change, const char *const *kinds) {
    struct error err = {0};

    *change = (struct change){.id = ID,
                              .before = before,
                              .after = before != NULL ? incident_clone(before)
                                                      : incident_new(ID)};
    for (; *kinds != NULL; kinds++) {
        const struct entry_kind *kind = entry_kind_find(&entry_kinds, *kinds);
        struct entry *entry = &change->entries[change->nentries++];

        *entry = (struct entry){
            .n = change->after->version + 1,
            .at = TIMELINE_START + change->after->version,
            .actor = ANA,
            .kind = *kinds,
            .v = kind->version,
            .data = timeline_json(timeline, "{\"severity\":2}"),
            .text = kind->text ? timeline_json(timeline, "{\"note\":\"x\"}") : NULL,
            .known = true,
        };
        assert_true(incident_apply(change->after, entry, &err));
    }
}

#define KINDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void first_commit(void **state) {
    struct timeline *timeline = timeline_new(2);
    struct write writes[128];
    struct change change;
    struct error err = {0};
    const char *expected;
    size_t n = 0;

    (void)state;
    decide(timeline, NULL, &change, KINDS(KIND_OPENED, KIND_ACKNOWLEDGED));
    assert_true(change_writes(timeline->arena, TIMELINE_WORKSPACE, &change, 9, count,
                              writes, 128, &n, &err));
    /* The same by hand, with the same salt. */
    timeline_add(timeline, TIMELINE_START, ANA, KIND_OPENED,
                 timeline_json(timeline, "{\"severity\":2}"),
                 timeline_json(timeline, "{\"note\":\"x\"}"));
    timeline_add(timeline, TIMELINE_START + 1, ANA, KIND_ACKNOWLEDGED,
                 timeline_json(timeline, "{\"severity\":2}"), NULL);
    expected = arena_printf(timeline->arena,
                            "XADD tl:" ID " 1-0 b %s h %s\nHSET tx:" ID
                            " 1 %s\nXADD tl:" ID " 2-0 b %s h %s\n"
                            "HSET inc:" ID " n 2 h %s\n",
                            timeline->stored[0].bytes, timeline->stored[0].hash,
                            timeline->stored[0].text, timeline->stored[1].bytes,
                            timeline->stored[1].hash, timeline->stored[1].hash);
    assert_true(
        text_starts(lines_of(timeline->arena, writes, n),
                    arena_printf(timeline->arena, "%sZADD due 9 " ID "\n", expected)));
    assert_string_equal(change.after->chain, timeline->stored[1].hash);
    assert_string_equal(change.entries[0].tx, timeline->entries[0].tx);
    incident_free(change.after);
    timeline_free(timeline);
}

static const struct write *head_of(const struct write *writes, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (text_starts(writes[i].key.ptr, "inc:")) {
            return &writes[i];
        }
    }
    return NULL;
}

/* Turn after turn: what was written passes the audit, and snapshots come when they are
 * due. */
static void commits_pass_the_audit(void **state) {
    enum { TURNS = 40, ROOM = 128 };
    static const char *const turns[][4] = {{KIND_NOTE, NULL},
                                           {KIND_UPDATE, KIND_ACKNOWLEDGED, NULL},
                                           {KIND_NOTE, KIND_NOTE, KIND_NOTE, NULL}};
    struct timeline *timeline = timeline_new(1);
    struct arena *arena = timeline->arena;
    struct audit_entry entries[3 * TURNS];
    struct audit_text texts[3 * TURNS];
    struct audit_input input = {.workspace = TIMELINE_WORKSPACE,
                                .incident = ID,
                                .entries = entries,
                                .texts = texts};
    struct incident *before = NULL;
    struct audit_report report;
    int64_t snapshots = 0;

    (void)state;
    for (size_t turn = 0; turn < TURNS; turn++) {
        struct write *writes = arena_array(arena, ROOM, sizeof *writes);
        struct change change;
        struct error err = {0};
        const struct write *head;
        bool due;
        size_t n;

        decide(timeline, before, &change,
               before == NULL ? KINDS(KIND_OPENED) : turns[turn % 3]);
        change.snapshot = turn == 3;
        due = turn == 3 || (before != NULL && before->version / SNAPSHOT_EVERY !=
                                                  change.after->version / SNAPSHOT_EVERY);
        assert_true(change_writes(arena, TIMELINE_WORKSPACE, &change, NEVER, count,
                                  writes, ROOM, &n, &err));
        for (size_t i = 0; i < n; i++) {
            const struct blob *argv = writes[i].argv;

            if (text_starts(writes[i].key.ptr, "tl:")) {
                entries[input.nentries++] = (struct audit_entry){
                    argv[1].ptr, argv[3].ptr, argv[3].len, argv[5].ptr};
            } else if (text_starts(writes[i].key.ptr, "tx:")) {
                texts[input.ntexts++] = (struct audit_text){argv[1].ptr, argv[2].ptr};
            }
        }
        head = head_of(writes, n);
        input.n = head->argv[2].ptr;
        input.h = head->argv[4].ptr;
        assert_int_equal(head->argc, due ? 9 : 5);
        if (due) {
            snapshots++;
            input.s = head->argv[6].ptr;
            input.sn = head->argv[8].ptr;
            assert_string_equal(input.sn, input.n);
        }
        audit_timeline(arena, &input, &report);
        if (report.n > 0) {
            fail_msg("turn %zu, entry %lld: %s", turn, (long long)report.findings[0].n,
                     report.findings[0].what);
        }
        assert_string_equal(report.head, change.after->chain);
        incident_free(before);
        before = change.after;
    }
    assert_int_equal(snapshots, 1 + before->version / SNAPSHOT_EVERY);
    incident_free(before);
    timeline_free(timeline);
}

static void snapshot_at_the_end(void **state) {
    static const struct {
        const char *kind;
        bool snapshot;
    } turns[] = {{KIND_OPENED, false}, {KIND_NOTE, false},    {KIND_CLOSED, true},
                 {KIND_NOTE, false},   {KIND_REOPENED, true}, {KIND_NOTE, false}};
    struct timeline *timeline = timeline_new(1);
    struct incident *before = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
        struct write writes[64];
        struct change change;
        struct error err = {0};
        size_t n;

        decide(timeline, before, &change, KINDS(turns[i].kind));
        assert_true(change_writes(timeline->arena, TIMELINE_WORKSPACE, &change, NEVER,
                                  count, writes, 64, &n, &err));
        assert_int_equal(head_of(writes, n)->argc, turns[i].snapshot ? 9 : 5);
        incident_free(before);
        before = change.after;
    }
    incident_free(before);
    timeline_free(timeline);
}

static void refusals(void **state) {
    enum { READ_ONLY, NO_CHAIN, NO_ROOM, TOO_LONG, CASES };
    static const enum error_code codes[CASES] = {ERR_PHASE, ERR_CORRUPT, ERR_LIMIT,
                                                 ERR_LIMIT};

    (void)state;
    for (int i = 0; i < CASES; i++) {
        struct timeline *timeline = timeline_new(1);
        struct incident *before;
        struct write writes[64];
        struct change change;
        struct error err = {0};
        size_t n = 77;

        timeline_write(timeline, 0, ANA, KIND_OPENED, NULL, NULL);
        before = timeline_state(timeline, 1);
        before->chain = timeline->stored[0].hash;
        decide(timeline, before, &change, KINDS(KIND_NOTE));
        if (i == READ_ONLY) {
            before->read_only = true;
            before->unknown_kind = "incident.paused";
        } else if (i == NO_CHAIN) {
            before->chain = NULL;
        } else if (i == TOO_LONG) {
            char *text = arena_alloc(timeline->arena, LIMIT_TEXT + 2);

            memset(text, 'x', LIMIT_TEXT + 1);
            change.entries[0].text =
                arena_json(timeline->arena, json_pack("{s:s}", "note", text));
        }
        assert_false(change_writes(timeline->arena, TIMELINE_WORKSPACE, &change, 5, count,
                                   writes, i == NO_ROOM ? INDEX_WRITES_MAX + 2 : 64, &n,
                                   &err));
        assert_int_equal(err.code, codes[i]);
        assert_int_equal(n, 77);
        incident_free(before);
        incident_free(change.after);
        timeline_free(timeline);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_commit),
        cmocka_unit_test(commits_pass_the_audit),
        cmocka_unit_test(snapshot_at_the_end),
        cmocka_unit_test(refusals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
