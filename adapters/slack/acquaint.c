/* acquaint.c: what somebody is called whom an envelope names by id alone: a mention
 * without a label, a person picked in a form, whoever acts without a name.
 *
 * Slack is asked once per person, in the background: an answer never waits for it, the
 * next message has the name. Bounded: past ASKED_PEOPLE an id stays an id. */
#include "inbound.h"

#include "base/jsonx.h"
#include "base/text.h"

enum { ASKED_PEOPLE = 10000 };

struct person {
    UT_hash_handle hh;
    struct slack *slack;
    char id[];
};

struct acquaint {
    struct slack *slack;
    struct person *people; /* asked about, whatever came of it */
};

struct acquaint *acquaint_new(struct slack *slack) {
    struct acquaint *acquaint = calloc(1, sizeof *acquaint);
    if (!acquaint) {
        abort();
    }
    acquaint->slack = slack;
    return acquaint;
}

/* After the api is gone: nothing calls back any more. */
void acquaint_free(struct acquaint *acquaint) {
    struct person *person, *next;
    HASH_ITER(hh, acquaint->people, person, next) {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
        HASH_DEL(acquaint->people, person);
        free(person);
    }
    free(acquaint);
}

static void came(void *ctx, const struct api_result *result) {
    const struct person *person = ctx;
    const struct host *host = person->slack->host;
    const json_t *user = json_object_get(result->json, "user");
    const json_t *profile = json_object_get(user, "profile");
    const char *name = jsonx_string(profile, "display_name", "");
    if (text_is_empty(name)) {
        name = jsonx_string(user, "real_name", jsonx_string(user, "name", ""));
    }
    if (result->kind == API_OK && !text_is_empty(name) && host) {
        struct arena *arena = arena_new();
        host->learn_name(host->self, arena_printf(arena, SLACK_NETWORK ":%s", person->id),
                         name);
        arena_free(arena);
    }
}

void acquaint_with(struct acquaint *acquaint, const char *id, size_t len) {
    struct person *person = NULL;
    HASH_FIND(hh, acquaint->people, id, len, person);
    if (person || len == 0 || HASH_COUNT(acquaint->people) >= ASKED_PEOPLE ||
        (id[0] != 'U' && id[0] != 'W') || !slack_is_id(id, len)) {
        return;
    }
    person = calloc(1, sizeof *person + len + 1);
    if (!person) {
        abort();
    }
    person->slack = acquaint->slack;
    memcpy(person->id, id, len);
    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
    HASH_ADD_KEYPTR(hh, acquaint->people, person->id, len, person);
    slack_api_call(acquaint->slack->api, "users.info",
                   json_pack("{s:s}", "user", person->id), NULL, false, came, person);
}

void acquaint_envelope(struct acquaint *acquaint, const struct envelope *envelope) {
    static const char prefix[] = SLACK_NETWORK ":";
    const char *key;
    json_t *value;
    for (const char *s = envelope->raw; s && (s = strstr(s, "<@")) != NULL; s += 2) {
        size_t len = strcspn(s + 2, "|<>");
        if (s[2 + len] == '>') {
            acquaint_with(acquaint, s + 2, len);
        }
    }
    json_object_foreach((json_t *)envelope->input.fields, key, value) {
        const char *who = json_string_value(value);
        if (who && text_starts(who, prefix)) {
            acquaint_with(acquaint, who + strlen(prefix), strlen(who) - strlen(prefix));
        }
    }
    if (envelope->user && !envelope->actor_name) {
        acquaint_with(acquaint, envelope->user, strlen(envelope->user));
    }
}
