/* in_acquaint.c: what somebody or a channel is called that an envelope names by id alone:
 * a mention without a label, a person picked in a form, who wrote what was marked and
 * whom that mentions, whoever acts without a name.
 *
 * Slack is asked once per person or channel, in the background. No command waits for a
 * name: what is shown later has it, topic and summary are shown again when it comes, and
 * an answer in which a mention stands is live on Slack anyway. (To hold a command back
 * for half a second was rejected: the next one of the same person would overtake it.)
 *
 * An answer that was not a word of Slack's (a limit, a time-out) is asked for again with
 * the next mention. Without the right to ask, nobody is asked any more: it is said once,
 * and ids stay ids. Bounded: past ASKED_PEOPLE an id stays an id. */
#include "in_acquaint.h"
#include "api.h"
#include "api_lacks.h"
#include "api_scopes.h"
#include "base/address.h"
#include "codec_text.h"

#include <uthash.h>

#include "base/jsonx.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"

enum { ASKED_PEOPLE = 10000 };

struct person {
    UT_hash_handle hh;
    struct acquaint *acquaint;
    char id[];
};

struct acquaint {
    struct slack *slack;
    struct person *people; /* asked about, and answered or under way */
    bool off;              /* Slack does not let us ask, or does not know how */
};

struct acquaint *acquaint_new(struct slack *slack) {
    struct acquaint *acquaint = mem_new(sizeof *acquaint);
    acquaint->slack = slack;
    return acquaint;
}

static void person_free(struct person *person) {
    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
    HASH_DEL(person->acquaint->people, person);
    free(person);
}

/* After the api is gone: nothing calls back any more. */
void acquaint_free(struct acquaint *acquaint) {
    struct person *person, *next;
    HASH_ITER(hh, acquaint->people, person, next) {
        person_free(person);
    }
    free(acquaint);
}

static bool is_channel(const struct person *person) {
    return strchr("CG", person->id[0]) != NULL;
}

/* Kept apart from people, who are looked for by their names (host.known_name). */
static void learn_channel(const struct person *person, const json_t *channel) {
    const struct host *host = person->acquaint->slack->host;
    const char *name = jsonx_string(channel, "name", "");
    if (!text_is_empty(name) && host) {
        struct arena *arena = arena_new();
        host->learn_name(host->self,
                         arena_printf(arena, SLACK_NETWORK ":#%s", person->id), name);
        arena_free(arena);
    }
}

static void learn(const struct person *person, const json_t *user) {
    const struct host *host = person->acquaint->slack->host;
    const json_t *profile = json_object_get(user, "profile");
    const char *name = jsonx_string(profile, "display_name", "");
    if (text_is_empty(name)) {
        name = jsonx_string(user, "real_name", jsonx_string(user, "name", ""));
    }
    if (!text_is_empty(name) && host) {
        struct arena *arena = arena_new();
        host->learn_name(host->self, address_of(arena, SLACK_NETWORK, person->id), name);
        arena_free(arena);
    }
}

/* Refusals that hold for everybody, said once. */
static bool is_off(struct acquaint *acquaint, const struct api_result *result) {
    bool lacking =
        result->kind == API_REFUSED && text_equal(result->error, "missing_scope");
    if (lacking && !acquaint->off) {
        log_event(LOG_LEVEL_WARN, "slack.names.off", "why",
                  "Slack does not let tocsin ask what people are called: who is named by "
                  "id alone stays an id. Add the scope " SLACK_SCOPE_NAMES
                  " under OAuth & Permissions and install the app again",
                  NULL);
    }
    acquaint->off = acquaint->off || lacking || slack_lacks(acquaint->slack, result);
    return acquaint->off;
}

static void came(void *ctx, const struct api_result *result) {
    struct person *person = ctx;
    struct acquaint *acquaint = person->acquaint;
    if (result->kind == API_OK && is_channel(person)) {
        learn_channel(person, json_object_get(result->json, "channel"));
    } else if (result->kind == API_OK) {
        learn(person, json_object_get(result->json, "user"));
    } else if ((is_channel(person) || !is_off(acquaint, result)) &&
               result->kind != API_REFUSED) {
        person_free(person);
    }
}

static void ask(struct acquaint *acquaint, const char *id, size_t len) {
    struct person *person = NULL;
    HASH_FIND(hh, acquaint->people, id, len, person);
    if (acquaint->off || person || len == 0 ||
        HASH_COUNT(acquaint->people) >= ASKED_PEOPLE || !strchr("UWCG", id[0]) ||
        !slack_is_id(id, len)) {
        return;
    }
    person = mem_new(sizeof *person + len + 1);
    person->acquaint = acquaint;
    memcpy(person->id, id, len);
    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
    HASH_ADD_KEYPTR(hh, acquaint->people, person->id, len, person);
    bool channel = is_channel(person);
    slack_api_call(acquaint->slack->api, channel ? "conversations.info" : "users.info",
                   json_pack("{s:s}", channel ? "channel" : "user", person->id), NULL,
                   false, came, person);
}

static void ask_actor(struct acquaint *acquaint, const char *who) {
    const char *id = address_name_on(who, SLACK_NETWORK);
    if (id) {
        ask(acquaint, id, strlen(id));
    }
}

void acquaint_text(struct acquaint *acquaint, const char *text) {
    static const char of_address[] =
        ":0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    struct arena *arena = arena_new();
    for (; text && (text = strchr(text, '@')) != NULL; text++) {
        ask_actor(acquaint, arena_strndup(arena, text + 1, strspn(text + 1, of_address)));
    }
    arena_free(arena);
}

void acquaint_envelope(struct acquaint *acquaint, const struct envelope *envelope) {
    const char *key;
    json_t *value;
    for (const char *s = envelope->raw; s && (s = strstr(s, "<@")) != NULL; s += 2) {
        size_t len = strcspn(s + 2, "|<>");
        if (s[2 + len] == '>') {
            ask(acquaint, s + 2, len);
        }
    }
    for (const char *s = envelope->raw; s && (s = strstr(s, "<#")) != NULL; s += 2) {
        size_t len = strcspn(s + 2, "|<>");
        if (s[2 + len] == '>' || (s[2 + len] == '|' && s[3 + len] == '>')) {
            ask(acquaint, s + 2, len);
        }
    }
    json_object_foreach((json_t *)envelope->input.fields, key, value) {
        ask_actor(acquaint, json_string_value(value));
    }
    ask_actor(acquaint, jsonx_string(envelope->input.data, "author", NULL));
    acquaint_text(acquaint, jsonx_string(envelope->input.data, "text", NULL));
    if (envelope->user && !envelope->actor_name) {
        ask(acquaint, envelope->user, strlen(envelope->user));
    }
}
