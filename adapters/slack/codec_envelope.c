/* codec_envelope.c: what comes over the socket.
 *
 * Every envelope becomes one of a few kinds, or OTHER: what is not understood is
 * acknowledged and forgotten, because Slack would only send it again. Button values and
 * metadata of views come back as we sent them, unless somebody else made them: types,
 * lengths and characters are looked at as if they always had. */
#include "codec_envelope.h"
#include "base/address.h"
#include "codec_blocks.h"
#include "codec_buttons.h"
#include "codec_events.h"
#include "codec_fallback.h"
#include "codec_fields.h"
#include "codec_ids.h"
#include "codec_mend.h"
#include "codec_message.h"
#include "codec_parts.h"
#include "codec_text.h"
#include "codec_typed.h"

#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "tocsin/limits.h"

static const char *qualified(struct arena *arena, const char *id) {
    return !id ? NULL : address_of(arena, SLACK_NETWORK, id);
}

/* Text of at most `most` bytes without control characters, or NULL. */
static const char *opaque(const json_t *object, const char *key, size_t most) {
    const char *s = jsonx_string(object, key, NULL);
    if (!s || *s == '\0' || strlen(s) > most) {
        return NULL;
    }
    for (const char *c = s; *c != '\0'; c++) {
        if ((unsigned char)*c <= ' ' || *c == 0x7F) {
            return NULL;
        }
    }
    return s;
}

static void set_user(struct arena *arena, const char *id, const char *name,
                     struct envelope *ret) {
    ret->user = id;
    ret->input.actor = qualified(arena, id);
    ret->actor_name = text_is_empty(name) ? NULL : slack_plain(arena, name, LIMIT_ACTOR);
}

/* ---- slash commands ---- */

static void slash(struct arena *arena, const json_t *payload, struct envelope *ret) {
    const char *user = slack_id(payload, "user_id");
    const char *channel = slack_id(payload, "channel_id");
    if (!user) {
        return;
    }
    set_user(arena, user, jsonx_string(payload, "user_name", NULL), ret);
    ret->team = slack_id(payload, "team_id");
    ret->channel = channel;
    ret->input.place = qualified(arena, channel);
    const char *typed =
        text_trim(arena, slack_unescape(arena, jsonx_string(payload, "text", "")));
    ret->kind = ENVELOPE_COMMAND;
    ret->raw = jsonx_string(payload, "text", NULL);
    ret->input.kind = *typed == '\0' ? INPUT_FORM : INPUT_COMMAND;
    ret->input.text = typed;
}

/* ---- buttons and forms ---- */

/* What our view carries: command, incident, phase, place. False: not a view of ours. */
static bool read_metadata(struct arena *arena, const json_t *view, struct input *input) {
    const char *text = jsonx_string(view, "private_metadata", NULL);
    if (!text || *text == '\0') {
        return true; /* one that only says something */
    }
    json_t *json = strlen(text) <= SLACK_SECTION ? jsonx_parse(text, strlen(text)) : NULL;
    if (!json) {
        return false;
    }
    arena_json(arena, json);
    const char *command = jsonx_string(json, "command", NULL);
    const char *incident = jsonx_string(json, "incident", NULL);
    const char *phase = jsonx_string(json, "phase", NULL);
    const char *made = jsonx_string(json, "made", NULL);
    const char *place = jsonx_string(json, "place", NULL);
    if (!json_is_object(json) || (command && !slack_is_name(command, SLACK_COMMAND)) ||
        (incident && !text_is_word(incident)) || (phase && !text_is_word(phase)) ||
        (made && !text_is_word(made)) || (place && !slack_channel_of(place))) {
        return false;
    }
    input->command = command;
    input->incident = incident;
    input->phase = phase;
    input->made = made;
    input->place = place;
    return true;
}

static void action(struct arena *arena, const json_t *payload, struct envelope *ret) {
    const json_t *view = json_object_get(payload, "view");
    const json_t *message = json_object_get(payload, "message");
    const json_t *pressed = json_array_get(json_object_get(payload, "actions"), 0);
    const json_t *container = json_object_get(payload, "container");
    const char *channel = slack_id(json_object_get(payload, "channel"), "id");
    const char *id = jsonx_string(pressed, "action_id", NULL);
    const json_t *chosen = json_object_get(pressed, "selected_option");
    chosen = chosen ? chosen : pressed; /* of a group of the menu; or a button */
    const char *label = jsonx_string(json_object_get(chosen, "text"), "text", NULL);
    const char *place = NULL;
    channel = channel ? channel : slack_id(container, "channel_id");
    if (json_is_object(view)) {
        struct input carried = {.place = NULL};
        if (!read_metadata(arena, view, &carried)) {
            return;
        }
        place = carried.place;
    }
    if (!ret->user || !text_starts(id, SLACK_ACTION_ID) ||
        !slack_button_read(arena, jsonx_string(chosen, "value", NULL), &ret->input)) {
        return;
    }
    ret->kind = ENVELOPE_ACTION;
    ret->action_id = id;
    if (label) {
        ret->label = slack_unescape(arena, label);
    }
    ret->channel = channel;
    ret->input.place = channel ? qualified(arena, channel) : place;
    ret->message = json_is_object(message) ? message : NULL;
    if (ret->message && slack_ts(message, "ts")) {
        ret->input.data =
            arena_json(arena, json_pack("{s:s}", "message", slack_ts(message, "ts")));
    }
    ret->view = json_is_object(view) ? view : NULL;
    ret->fills_view = text_equal(jsonx_string(view, "type", NULL), "modal");
}

static void submission(struct arena *arena, const json_t *payload, struct envelope *ret) {
    const json_t *view = json_object_get(payload, "view");
    const char *callback = jsonx_string(view, "callback_id", NULL);
    struct input carried = ret->input;
    if (!ret->user || !text_equal(callback, SLACK_CALLBACK_FORM) ||
        !read_metadata(arena, view, &carried) || !carried.command) {
        return;
    }
    /* Slack's own word for it if it has none: this submit of this view. */
    if (!carried.key) {
        const char *id = opaque(view, "id", LIMIT_WORD);
        const char *hash = opaque(view, "hash", LIMIT_WORD);
        carried.key =
            !id ? NULL
                : slack_key(arena, arena_printf(arena, "%s/%s", id, !hash ? "" : hash));
    }
    ret->kind = ENVELOPE_SUBMIT;
    ret->view = view;
    ret->input = carried;
    ret->input.kind = INPUT_COMMAND;
    ret->input.fields = arena_json(arena, slack_fields_read(arena, view));
    const char *channel = slack_channel_of(carried.place);
    ret->channel = channel;
}

/* ---- shortcuts ---- */

static void shortcut(const json_t *payload, struct envelope *ret) {
    if (!ret->user ||
        !text_equal(jsonx_string(payload, "callback_id", NULL), "declare")) {
        return;
    }
    ret->kind = ENVELOPE_SHORTCUT;
    ret->input.kind = INPUT_FORM;
    ret->input.command = "declare";
}

/* As Slack makes it: https://acme.slack.com/archives/C1/p1759132800123456. NULL: the
 * payload does not name the workspace. */
static const char *permalink(struct arena *arena, const json_t *payload,
                             const json_t *message, const char *channel, const char *ts) {
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    const char *domain = jsonx_string(json_object_get(payload, "team"), "domain", NULL);
    const char *thread = slack_ts(message, "thread_ts");
    if (text_is_empty(domain) || domain[strspn(domain, allowed)] != '\0' ||
        strlen(domain) > LIMIT_WORD) {
        return NULL;
    }
    size_t seconds = strcspn(ts, ".");
    const char *link = arena_printf(arena, "https://%s.slack.com/archives/%s/p%.*s%s",
                                    domain, channel, (int)seconds, ts, ts + seconds + 1);
    return !thread || text_equal(thread, ts)
               ? link
               : arena_printf(arena, "%s?thread_ts=%s&cid=%s", link, thread, channel);
}

static void message_shortcut(struct arena *arena, const json_t *payload,
                             struct envelope *ret) {
    static const char *const callbacks[][2] = {{"add_to_timeline", MESSAGE_TIMELINE},
                                               {"add_as_evidence", MESSAGE_EVIDENCE},
                                               {"make_action_item", MESSAGE_ACTION}};
    const char *callback = jsonx_string(payload, "callback_id", NULL);
    const json_t *message = json_object_get(payload, "message");
    const char *channel = slack_id(json_object_get(payload, "channel"), "id");
    const char *ts = slack_ts(message, "ts");
    const char *as = NULL;
    for (size_t i = 0; i < sizeof(callbacks) / sizeof(callbacks[0]); i++) {
        as = text_equal(callback, callbacks[i][0]) ? callbacks[i][1] : as;
    }
    ts = ts ? ts : slack_ts(payload, "message_ts");
    if (!as || !ts || !channel || !ret->user) {
        return;
    }
    json_t *data = arena_json(arena, json_pack("{s:s, s:s, s:I}", "as", as, "message", ts,
                                               "at", (json_int_t)slack_ts_ms(ts)));
    const char *text = slack_message_text(arena, message);
    jsonx_set_string(data, "author", qualified(arena, slack_id(message, "user")));
    jsonx_set_string(data, "link", permalink(arena, payload, message, channel, ts));
    /* Without text it is asked for. */
    jsonx_set_string(data, "text", text_is_empty(text) ? NULL : text);
    ret->kind = ENVELOPE_SHORTCUT;
    ret->channel = channel;
    ret->input.kind = INPUT_MESSAGE;
    ret->input.place = qualified(arena, channel);
    ret->input.data = data;
}

static void interactive(struct arena *arena, const json_t *payload,
                        struct envelope *ret) {
    const json_t *user = json_object_get(payload, "user");
    const char *type = jsonx_string(payload, "type", "");
    const char *name = jsonx_string(user, "username", NULL);
    set_user(arena, slack_id(user, "id"), name ? name : jsonx_string(user, "name", NULL),
             ret);
    ret->team = slack_id(user, "team_id");
    if (text_equal(type, "block_actions")) {
        action(arena, payload, ret);
    } else if (text_equal(type, "view_submission")) {
        submission(arena, payload, ret);
    } else if (text_equal(type, "shortcut")) {
        shortcut(payload, ret);
    } else if (text_equal(type, "message_action")) {
        message_shortcut(arena, payload, ret);
    }
}

/* ---- envelopes ---- */

/* Commands and what is pressed: one trigger each, whichever socket it comes over. */
static void set_trigger(struct arena *arena, const json_t *payload,
                        struct envelope *ret) {
    const char *url = jsonx_string(payload, "response_url", NULL);
    ret->trigger = opaque(payload, "trigger_id", LIMIT_PLACE);
    ret->response_url = slack_is_url(url) ? url : NULL;
    ret->input.key = slack_key(arena, ret->trigger);
}

/* A kind that promises an input has all that an input needs. */
static void finish(struct arena *arena, struct envelope *ret) {
    if (ret->kind != ENVELOPE_OTHER && !ret->input.key) {
        ret->input.key = slack_key(arena, ret->id); /* nothing better came with it */
    }
    bool whole = ret->kind == ENVELOPE_OTHER || (ret->input.key && ret->input.actor);
    if (!whole || ret->kind == ENVELOPE_OTHER) {
        *ret = (struct envelope){.kind = ENVELOPE_OTHER,
                                 .id = ret->id,
                                 .accepts_payload = ret->accepts_payload};
    }
}

bool slack_envelope(struct arena *arena, const char *s, size_t len,
                    const struct slack_reactions *reactions, const char *bot_user,
                    struct envelope *ret, struct error *err) {
    json_t *json = jsonx_parse(s, len);
    const char *mended = !json ? slack_mended(arena, s, len) : NULL;
    json = mended ? jsonx_parse(mended, len) : json;
    const char *type = jsonx_string(json, "type", NULL);
    const char *id = opaque(json, "envelope_id", LIMIT_PLACE);
    const json_t *payload = json_object_get(json, "payload");
    if (json) {
        arena_json(arena, json);
    }
    if (!type) {
        return err_set(err, ERR_INVALID, "Slack sent %zu bytes that are no envelope: %s",
                       len, !json ? "they are no JSON" : "they have no type");
    }
    bool frame = text_equal(type, "hello") || text_equal(type, "disconnect");
    if (!id && !frame) {
        return err_set(err, ERR_INVALID, "Slack sent %zu bytes without an envelope_id",
                       len);
    }
    *ret = (struct envelope){.kind = ENVELOPE_OTHER,
                             .id = id,
                             .accepts_payload =
                                 jsonx_bool(json, "accepts_response_payload", false)};
    if (text_equal(type, "hello")) {
        ret->kind = ENVELOPE_HELLO;
        ret->num_connections = jsonx_int(json, "num_connections", 0);
        return true;
    }
    if (text_equal(type, "disconnect")) {
        ret->kind = ENVELOPE_DISCONNECT;
        ret->reason = opaque(json, "reason", LIMIT_WORD);
        return true;
    }
    if (text_equal(type, "slash_commands")) {
        set_trigger(arena, payload, ret);
        slash(arena, payload, ret);
    } else if (text_equal(type, "interactive")) {
        set_trigger(arena, payload, ret);
        interactive(arena, payload, ret);
    } else if (text_equal(type, "events_api")) {
        slack_event(arena, payload, reactions, bot_user, ret);
    }
    finish(arena, ret);
    return true;
}

/* ---- answers ---- */

char *slack_ack(struct arena *arena, const char *envelope_id, const json_t *payload) {
    json_t *ack = json_pack("{s:s}", "envelope_id", envelope_id);
    if (payload) {
        json_object_set(ack, "payload", (json_t *)payload);
    }
    char *dump = !ack ? NULL : json_dumps(ack, JSON_COMPACT);
    json_decref(ack);
    bool fits = dump && strlen(dump) < SLACK_ACK;
    char *frame = fits ? arena_strdup(arena, dump) : NULL;
    free(dump);
    return frame;
}

json_t *slack_answer(struct arena *arena, const json_t *tree, const char *command) {
    json_t *blocks = slack_blocks(arena, tree, command);
    json_t *answer = json_pack("{s:s, s:s}", "response_type", "ephemeral", "text",
                               slack_text(arena, tree, command, SLACK_TEXT));
    if (json_array_size(blocks) > 0) {
        json_object_set(answer, "blocks", blocks);
    }
    json_decref(blocks);
    return answer;
}
