/* What a server that is not Slack's lacks altogether. */
#include "world_out.h"

#include "base/text.h"

#include <unistd.h>

static struct out_end *topic(struct out *out) {
    struct delivery *topic = arena_alloc(out->world->arena, sizeof *topic);
    *topic = (struct delivery){.kind = DELIVERY_MIRROR,
                               .id = "0aff",
                               .place = "slack:C1",
                               .incident = "INC-1",
                               .slot = "topic",
                               .level = "ordinary",
                               .at = 1760000000000,
                               .body = out_tree(out, "Sev1 & rising")};
    return out_send(out, topic);
}

/* Lines of the log so far that hold the text. */
static int logged(FILE *log, const char *text) {
    char line[512];
    int n = 0;
    rewind(log);
    while (fgets(line, sizeof line, log)) {
        n += strstr(line, text) != NULL;
    }
    return n;
}

/* What a server lacks altogether is no trouble of an incident: it counts as done, and the
 * log says it once, not with each incident. */
static void what_a_server_lacks_is_said_once(void **state) {
    (void)state;
    struct out *out = out_new();
    FILE *log = tmpfile();
    int before = dup(STDERR_FILENO);
    assert_true(log != NULL && before >= 0);
    fflush(stderr);
    dup2(fileno(log), STDERR_FILENO);
    struct out_end *ends[3];
    for (int i = 0; i < 3; i++) {
        ends[i] = topic(out);
        out_refuse(out_next(out, "conversations.setTopic"), "unknown_method");
    }
    fflush(stderr);
    dup2(before, STDERR_FILENO);
    close(before);
    for (int i = 0; i < 3; i++) {
        out_ended(ends[i], OUTCOME_SENT);
    }
    assert_int_equal(logged(log, "slack.lacks"), 1);
    fclose(log);
    out_free(out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_server_lacks_is_said_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
