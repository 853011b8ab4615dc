/* codec_events.c: what happened in a channel: mentions, reactions, files, the home tab.
 *
 * Slack also sends what the bot itself does. Anything a bot did is no input: a bot that
 * answers bots never stops. What became of another bot's message is one, because an alert
 * that stands on a timeline is one of those. Edits are no commands, because a mention that is
 * edited is delivered again, and its command must not run again. */
#include "codec_events.h"
#include "base/address.h"
#include "codec_ids.h"
#include "codec_message.h"
#include "codec_text.h"
#include "codec_typed.h"

#include "base/jsonx.h"
#include "base/text.h"
#include "tocsin/limits.h"

static const char *qualified(struct arena *arena, const char *id) {
    return !id ? NULL : address_of(arena, SLACK_NETWORK, id);
}

static bool by_a_bot(const json_t *event, const char *bot_user) {
    const char *user = jsonx_string(event, "user", NULL);
    return json_object_get(event, "bot_id") || text_equal(user, "USLACKBOT") ||
           (bot_user && text_equal(user, bot_user));
}

/* What events have in common; false: not enough of it. */
static bool begin(struct arena *arena, const json_t *payload, const json_t *event,
                  const char *channel, struct envelope *ret) {
    const char *team = slack_id(event, "user_team");
    ret->user = slack_id(event, "user");
    ret->team = team ? team : slack_id(event, "team");
    ret->shared = jsonx_bool(payload, "is_ext_shared_channel", false);
    ret->channel = channel;
    ret->input.key = slack_key(arena, jsonx_string(payload, "event_id", NULL));
    ret->input.actor = qualified(arena, ret->user);
    ret->input.place = qualified(arena, channel);
    return ret->user && ret->input.key;
}

/* ---- mentions ---- */

/* What follows the mention at the beginning; NULL: the text is about us, not to us. */
static const char *after_mention(const char *text, const char *bot_user) {
    while (*text == ' ') {
        text++;
    }
    size_t id = strcspn(text, ">|");
    if (!text_starts(text, "<@") || text[id] == '\0' || !slack_is_id(text + 2, id - 2)) {
        return NULL;
    }
    if (bot_user &&
        (strlen(bot_user) != id - 2 || strncmp(text + 2, bot_user, id - 2) != 0)) {
        return NULL;
    }
    text += strcspn(text, ">");
    text += *text == '>' ? 1 : 0;
    for (bool more = true; more;) { /* U+00A0 is what Slack's editor puts there */
        size_t wide = text_starts(text, "\xC2\xA0") ? 2 : strspn(text, " \t\n:,");
        text += wide;
        more = wide > 0;
    }
    return text;
}

static void mention(struct arena *arena, const json_t *payload, const json_t *event,
                    const char *bot_user, struct envelope *ret) {
    const char *channel = slack_id(event, "channel");
    const char *said = after_mention(jsonx_string(event, "text", ""), bot_user);
    if (by_a_bot(event, bot_user) || json_object_get(event, "edited") || !said ||
        !channel || !begin(arena, payload, event, channel, ret)) {
        return;
    }
    char *text = text_trim(arena, slack_unescape(arena, said));
    ret->kind = ENVELOPE_MENTION;
    ret->raw = said;
    ret->thread = slack_ts(event, "thread_ts");
    ret->input.kind = INPUT_COMMAND;
    ret->input.text = *text == '\0' ? "help" : text;
    ret->input.shown = true; /* answered where everybody reads it */
}

/* What somebody types to us alone is a command, with or without our name in front. Only
 * they read the answer. */
static bool direct(struct arena *arena, const json_t *payload, const json_t *event,
                   const char *bot_user, struct envelope *ret) {
    const char *channel = slack_id(event, "channel");
    const char *said = jsonx_string(event, "text", "");
    const char *after = after_mention(said, bot_user);
    if (!text_equal(jsonx_string(event, "channel_type", NULL), "im") ||
        json_object_get(event, "subtype") || !channel ||
        json_object_get(event, "edited") || by_a_bot(event, bot_user) ||
        !begin(arena, payload, event, channel, ret)) {
        return false;
    }
    said = after ? after : said;
    char *text = text_trim(arena, slack_unescape(arena, said));
    ret->kind = ENVELOPE_MENTION;
    ret->raw = said;
    ret->thread = slack_ts(event, "thread_ts");
    ret->input.kind = INPUT_COMMAND;
    ret->input.text = *text == '\0' ? "help" : text;
    return true;
}

/* ---- reactions ---- */

/* "pushpin::skin-tone-3" is a pushpin. */
static bool reaction_in(const char *name, const char *const *list) {
    size_t len = strcspn(name, ":");
    for (; list && *list; list++) {
        if (len > 0 && strlen(*list) == len && strncmp(*list, name, len) == 0) {
            return true;
        }
    }
    return false;
}

static void reaction(struct arena *arena, const json_t *payload, const json_t *event,
                     const struct slack_reactions *reactions, const char *bot_user,
                     struct envelope *ret) {
    const json_t *item = json_object_get(event, "item");
    const char *name = jsonx_string(event, "reaction", "");
    const char *channel = slack_id(item, "channel");
    const char *ts = slack_ts(item, "ts");
    const char *as = !reactions                               ? NULL
                     : reaction_in(name, reactions->timeline) ? MESSAGE_TIMELINE
                     : reaction_in(name, reactions->action)   ? MESSAGE_ACTION
                                                              : NULL;
    if (!as || !text_equal(jsonx_string(item, "type", NULL), "message") || !channel ||
        !ts || by_a_bot(event, bot_user) || !begin(arena, payload, event, channel, ret)) {
        return;
    }
    json_t *data = arena_json(arena, json_pack("{s:s, s:s, s:I}", "as", as, "message", ts,
                                               "at", (json_int_t)slack_ts_ms(ts)));
    jsonx_set_string(data, "author", qualified(arena, slack_id(event, "item_user")));
    if (text_equal(jsonx_string(event, "type", NULL), "reaction_removed")) {
        json_object_set_new(data, "removed", json_true());
    }
    ret->kind = ENVELOPE_MESSAGE;
    ret->input.kind = INPUT_MESSAGE;
    ret->input.data = data;
}

/* ---- files ---- */

static bool is_file(const json_t *file) {
    const char *mode = jsonx_string(file, "mode", NULL);
    return json_is_object(file) && !text_equal(mode, "tombstone") &&
           !text_equal(mode, "hidden_by_limit");
}

static json_t *file_data(struct arena *arena, const json_t *event, const json_t *file) {
    const char *ts = slack_ts(event, "ts");
    const char *id = slack_id(file, "id");
    const char *name = jsonx_string(file, "name", NULL);
    name = text_is_empty(name) ? jsonx_string(file, "title", NULL) : name;
    name = text_is_empty(name) ? arena_printf(arena, "file %s", !id ? "" : id) : name;
    const char *link = jsonx_string(file, "permalink", NULL);
    int64_t size = jsonx_int(file, "size", -1);
    json_t *data = json_pack("{s:s, s:s, s:I, s:s, s:s}", "as", MESSAGE_FILE, "message",
                             ts, "at", (json_int_t)slack_ts_ms(ts), "name", name, "text",
                             slack_unescape(arena, jsonx_string(event, "text", "")));
    jsonx_set_string(data, "author", qualified(arena, slack_id(event, "user")));
    jsonx_set_string(data, "link", slack_is_url(link) ? link : NULL);
    if (size >= 0) {
        jsonx_set_int(data, "size", size);
    }
    return arena_json(arena, data);
}

size_t slack_envelope_files(const struct envelope *envelope) {
    const json_t *files = json_object_get(envelope->files, "files");
    size_t n = 0;
    size_t i;
    const json_t *file;
    json_array_foreach(files, i, file) {
        n += is_file(file) ? 1 : 0;
    }
    return n;
}

struct input slack_envelope_file(struct arena *arena, const struct envelope *envelope,
                                 size_t i) {
    const json_t *files = json_object_get(envelope->files, "files");
    struct input input = envelope->input;
    size_t left = i;
    size_t at;
    const json_t *file;
    json_array_foreach(files, at, file) {
        if (!is_file(file)) {
            continue;
        }
        if (left == 0) {
            input.data = file_data(arena, envelope->files, file);
            if (i > 0) {
                input.key = arena_printf(arena, "%s/%zu", input.key, i);
            }
            return input;
        }
        left--;
    }
    return input;
}

/* A message of our own: what we do is no news to us. */
static bool is_own(const json_t *message, const char *bot_user) {
    const char *user = jsonx_string(message, "user", NULL);
    return text_equal(user, "USLACKBOT") || (bot_user && text_equal(user, bot_user));
}

/* Does it show what a link leads to? */
static bool shows_link(const json_t *message) {
    size_t i;
    const json_t *attachment;
    json_array_foreach(json_object_get(message, "attachments"), i, attachment) {
        if (json_object_get(attachment, "from_url")) {
            return true;
        }
    }
    return false;
}

/* Was it edited? Slack also calls it a change when it shows what a link leads to. Bots' own
 * edits are not always marked as such. */
static bool is_edited(const json_t *now, const json_t *before) {
    return json_object_get(now, "edited") ||
           (json_object_get(now, "bot_id") && before && !shows_link(now));
}

/* An edit or a deletion: it matters where the message is on a timeline, which is decided
 * there. Slack does not say who deleted a message, and of some bots' edits not either: then
 * the author is no more than that. */
static void changed(struct arena *arena, const json_t *payload, const json_t *event,
                    const char *bot_user, struct envelope *ret) {
    const json_t *before = json_object_get(event, "previous_message");
    const json_t *now = json_object_get(event, "message");
    bool deleted = text_equal(jsonx_string(event, "subtype", NULL), "message_deleted") ||
                   text_equal(jsonx_string(now, "subtype", NULL), "tombstone");
    const json_t *author = before ? before : now;
    const char *channel = slack_id(event, "channel");
    const char *ts = slack_ts(event, "deleted_ts");
    ts = ts ? ts : slack_ts(now, "ts");
    if (!channel || !ts || is_own(author, bot_user) ||
        (!deleted && !is_edited(now, before))) {
        return;
    }
    const char *text = deleted ? NULL : slack_message_text(arena, now);
    if (text && text_equal(text, slack_message_text(arena, before))) {
        return;
    }
    begin(arena, payload, author, channel, ret);
    const char *wrote = ret->input.actor;
    const char *editor = slack_id(json_object_get(now, "edited"), "user");
    if (editor && !deleted) {
        ret->user = editor;
        ret->input.actor = qualified(arena, editor);
    }
    if (!ret->input.actor) { /* a bot without a user */
        ret->input.actor = qualified(arena, slack_id(author, "bot_id"));
    }
    if (!ret->input.actor || !ret->input.key) {
        return;
    }
    json_t *data = arena_json(arena, json_pack("{s:s, s:s}", "as",
                                               deleted ? MESSAGE_DELETED : MESSAGE_EDITED,
                                               "message", ts));
    jsonx_set_string(data, "text", text);
    if (deleted || !ret->user) {
        json_object_set_new(data, "unsaid", json_true());
        jsonx_set_string(data, "author", wrote);
    }
    ret->kind = ENVELOPE_MESSAGE;
    ret->input.kind = INPUT_MESSAGE;
    ret->input.data = data;
}

static void message(struct arena *arena, const json_t *payload, const json_t *event,
                    const char *bot_user, struct envelope *ret) {
    static const char *const changes[] = {"message_changed", "message_deleted", NULL};
    if (text_in(jsonx_string(event, "subtype", NULL), changes)) {
        changed(arena, payload, event, bot_user, ret);
        return;
    }
    if (direct(arena, payload, event, bot_user, ret)) {
        return;
    }
    static const char *const subtypes[] = {"file_share", "thread_broadcast", NULL};
    const char *subtype = jsonx_string(event, "subtype", NULL);
    const char *channel = slack_id(event, "channel");
    if ((subtype && !text_in(subtype, subtypes)) || !channel ||
        json_array_size(json_object_get(event, "files")) == 0 || !slack_ts(event, "ts") ||
        by_a_bot(event, bot_user) || !begin(arena, payload, event, channel, ret)) {
        return;
    }
    ret->files = event;
    if (slack_envelope_files(ret) == 0) {
        ret->files = NULL;
        return;
    }
    ret->kind = ENVELOPE_MESSAGE;
    ret->input.kind = INPUT_MESSAGE;
    ret->input = slack_envelope_file(arena, ret, 0);
}

/* ---- all ---- */

void slack_event(struct arena *arena, const json_t *payload,
                 const struct slack_reactions *reactions, const char *bot_user,
                 struct envelope *ret) {
    const json_t *event = json_object_get(payload, "event");
    const char *type = jsonx_string(event, "type", "");
    if (text_equal(type, "app_mention")) {
        mention(arena, payload, event, bot_user, ret);
    } else if (text_equal(type, "reaction_added") ||
               text_equal(type, "reaction_removed")) {
        reaction(arena, payload, event, reactions, bot_user, ret);
    } else if (text_equal(type, "message")) {
        message(arena, payload, event, bot_user, ret);
    } else if (text_equal(type, "app_home_opened") &&
               text_equal(jsonx_string(event, "tab", "home"), "home") &&
               begin(arena, payload, event, NULL, ret)) {
        ret->kind = ENVELOPE_HOME;
        ret->input.kind = INPUT_COMMAND;
        ret->input.text = "mine";
    }
}
