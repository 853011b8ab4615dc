/* fuzz_head.c: the head of an incident and the numbers beside it. Lines of the input: n, h, sn,
 * the number of a text, the id of an entry; behind them the snapshot. The audit believes
 * none of it and says so; the numbers are within their bounds, or they are none. */
#include "fuzz.h"

#include "base/stored.h"
#include "core/audit.h"

enum { FUZZ_HEAD_LINES = 5 };

static void fuzz_head_numbers(const char *text, const uint8_t *data, size_t size) {
    int64_t number = -1, moment = -1;
    bool good = stored_number(text, 1, STORED_VERSION_MAX, &number);
    FUZZ_CHECK(good ? number >= 1 && number <= STORED_VERSION_MAX : number == -1);
    good = stored_moment(text, &moment);
    FUZZ_CHECK(good ? moment >= 0 && moment <= STORED_TIME_MAX : moment == -1);
}

static void fuzz_head(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new();
    const char *rest = arena_strndup(arena, (const char *)data, size);
    const char *lines[FUZZ_HEAD_LINES] = {NULL};
    for (size_t i = 0; i < FUZZ_HEAD_LINES && *rest != '\0'; i++) {
        size_t len = strcspn(rest, "\n");
        lines[i] = arena_strndup(arena, rest, len);
        fuzz_head_numbers(lines[i], data, size);
        rest += len + (rest[len] == '\n');
    }
    const struct audit_entry entry = {lines[4], rest, strlen(rest), lines[1]};
    const struct audit_text text = {lines[3] ? lines[3] : "", rest};
    const struct audit_input input = {.workspace = "default",
                                      .incident = "INC-2025-09-29-001",
                                      .entries = &entry,
                                      .nentries = lines[4] ? 1 : 0,
                                      .texts = &text,
                                      .ntexts = lines[3] ? 1 : 0,
                                      .n = lines[0],
                                      .h = lines[1],
                                      .s = rest,
                                      .sn = lines[2]};
    struct audit_report report;
    audit_timeline(arena, &input, &report);
    FUZZ_CHECK(report.n > 0); /* one entry cannot fit all that */
    json_t *bytes = stored_of_bytes((const char *)data, size);
    struct blob back;
    FUZZ_CHECK(stored_bytes(arena, bytes, &back) && back.len == size &&
               memcmp(back.ptr, data, size) == 0);
    FUZZ_CHECK(*stored_shown(arena, bytes) != '\0');
    json_decref(bytes);
    arena_free(arena);
}

FUZZ_TARGET(fuzz_head)
