/* out_invite.c: people into a channel, at most 100 a call.
 *
 * One who cannot be invited must not keep the others out: who is named in a refusal is
 * left out, and where Slack names nobody the batch is halved. Being there already is what
 * was wanted. */
#include "out_invite.h"
#include "api_lacks.h"
#include "api_say.h"
#include "base/address.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "codec.h"

enum { BATCH = 100, BATCH_BYTES = BATCH * 40, PEOPLE_MOST = 1000, FAILED_MOST = 1500 };

static void next_batch(struct sending *s);
static void next_group(struct sending *s);

static bool is_id(const char *s) {
    size_t n = s ? strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") : 0;
    return n > 0 && n <= 32 && s[n] == '\0';
}

static bool is_code(const char *s) {
    size_t n = s ? strspn(s, "abcdefghijklmnopqrstuvwxyz_") : 0;
    return n > 0 && n <= 64 && s[n] == '\0';
}

static void failed(struct sending *s, const char *who, const char *error) {
    const char *before = s->invite.failed;
    who = is_id(who) ? who : "somebody";
    error = is_code(error) ? error : "refused";
    if (before && strlen(before) > FAILED_MOST) {
        return; /* enough to see what is wrong */
    }
    s->invite.failed = before
                           ? arena_printf(s->op.arena, "%s, %s (%s)", before, who, error)
                           : arena_printf(s->op.arena, "%s (%s)", who, error);
}

static bool has(const json_t *list, const char *id) {
    size_t i;
    json_t *one;
    json_array_foreach(list, i, one) {
        if (strcmp(json_string_value(one), id) == 0) {
            return true;
        }
    }
    return false;
}

static void add(struct sending *s, const char *id) {
    json_t *list = id && id[0] == 'S' ? s->invite.groups : s->invite.people;
    if (!is_id(id)) {
        failed(s, "", "user_not_found");
    } else if (json_array_size(list) < PEOPLE_MOST && !has(list, id) &&
               !text_equal(id, s->op.slack->bot_user)) {
        json_array_append_new(list, json_string(id));
    }
}

/* ---- one batch ---- */

/* True: it is no failure. */
static bool is_fine(const char *error) {
    static const char *const list[] = {"already_in_channel", "cant_invite_self", NULL};
    return text_in(error, list);
}

/* The channel, or tocsin itself, is the matter: nobody can be invited. */
static bool is_of_channel(const char *error) {
    static const char *const list[] = {"not_in_channel",
                                       "is_archived",
                                       "channel_not_found",
                                       "missing_scope",
                                       "restricted_action",
                                       "method_not_supported_for_channel_type",
                                       "external_channel_migrating",
                                       "app_cannot_join_channel",
                                       NULL};
    return text_in(error, list) || slack_api_fatal(error);
}

static json_t *batch_now(struct sending *s) {
    return json_array_get(s->invite.batches, json_array_size(s->invite.batches) - 1);
}

static void drop_batch(struct sending *s) {
    json_array_remove(s->invite.batches, json_array_size(s->invite.batches) - 1);
}

static void push_batch(struct sending *s, const json_t *from, size_t at, size_t n) {
    json_t *batch = json_array();
    for (size_t i = at; i < at + n; i++) {
        json_array_append(batch, json_array_get(from, i));
    }
    json_array_append_new(s->invite.batches, batch);
}

/* Takes who is named in `errors` out of the batch. True: somebody was. */
static bool without_named(struct sending *s, json_t *batch, const json_t *errors) {
    size_t i, before = json_array_size(batch);
    json_t *one;
    json_array_foreach(errors, i, one) {
        const char *user = jsonx_string(one, "user", "");
        const char *error = jsonx_string(one, "error", "refused");
        size_t at;
        json_t *id;
        json_array_foreach(batch, at, id) {
            if (strcmp(json_string_value(id), user) == 0) {
                if (!is_fine(error)) {
                    failed(s, user, error);
                }
                json_array_remove(batch, at);
                break;
            }
        }
    }
    return json_array_size(batch) < before;
}

static void refused(struct sending *s, const struct api_result *result) {
    json_t *batch = batch_now(s);
    size_t n = json_array_size(batch);
    if (without_named(s, batch, json_object_get(result->json, "errors"))) {
        next_batch(s); /* the others */
        return;
    }
    if (n <= 1) {
        if (!is_fine(result->error)) {
            failed(s, json_string_value(json_array_get(batch, 0)), result->error);
        }
        drop_batch(s);
    } else {
        json_t *whole = json_incref(batch);
        drop_batch(s);
        push_batch(s, whole, 0, n / 2);
        push_batch(s, whole, n / 2, n - n / 2);
        json_decref(whole);
    }
    next_batch(s);
}

static void batch_came(struct op *op, const struct api_result *result) {
    struct sending *s = (struct sending *)op;
    if (result->kind == API_OK) {
        without_named(s, batch_now(s), json_object_get(result->json, "errors"));
        s->invite.invited += json_array_size(batch_now(s));
        drop_batch(s);
        next_batch(s);
    } else if (slack_lacks(op->slack, result)) {
        send_sent(s, NULL);
    } else if (result->kind == API_REFUSED && !is_of_channel(result->error)) {
        refused(s, result);
    } else if (!send_joins(s, result, next_batch)) {
        send_failed(s, result, true);
    }
}

static void next_batch(struct sending *s) {
    while (json_array_size(s->invite.batches) > 0 && json_array_size(batch_now(s)) == 0) {
        drop_batch(s);
    }
    if (json_array_size(s->invite.batches) == 0) {
        s->invite.then(s);
        return;
    }
    struct strbuf users;
    size_t i;
    json_t *one;
    strbuf_init(&users, BATCH_BYTES);
    json_array_foreach(batch_now(s), i, one) {
        strbuf_addf(&users, "%s%s", i > 0 ? "," : "", json_string_value(one));
    }
    op_call_patiently(&s->op, "conversations.invite",
                      json_pack("{s:s, s:s, s:b}", "channel", s->channel, "users",
                                users.ptr, "force", json_array_size(batch_now(s)) > 1),
                      batch_came);
    strbuf_free(&users);
}

/* ---- groups ---- */

static void group_came(struct op *op, const struct api_result *result) {
    struct sending *s = (struct sending *)op;
    const char *group = json_string_value(json_array_get(s->invite.groups, 0));
    size_t i;
    json_t *user;
    if (result->kind != API_OK) {
        failed(s, group, result->error ? result->error : "no_answer");
    }
    json_array_foreach(json_object_get(result->json, "users"), i, user) {
        add(s, json_string_value(user));
    }
    json_array_remove(s->invite.groups, 0);
    next_group(s);
}

static void next_group(struct sending *s) {
    const char *group = json_string_value(json_array_get(s->invite.groups, 0));
    if (group) {
        op_call_patiently(&s->op, "usergroups.users.list",
                          json_pack("{s:s}", "usergroup", group), group_came);
        return;
    }
    size_t n = json_array_size(s->invite.people);
    for (size_t at = 0; at < n; at += BATCH) {
        push_batch(s, s->invite.people, at, n - at < BATCH ? n - at : BATCH);
    }
    next_batch(s);
}

void invite_people(struct sending *s, const char *const *people, sending_cb then) {
    s->invite.batches = arena_json(s->op.arena, json_array());
    s->invite.people = arena_json(s->op.arena, json_array());
    s->invite.groups = arena_json(s->op.arena, json_array());
    s->invite.then = then;
    for (; people && *people; people++) {
        const char *id = address_name_on(*people, SLACK_NETWORK);
        if (id) {
            add(s, id);
        }
    }
    next_group(s);
}
