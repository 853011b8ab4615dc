/* fuzz_slack.c: whatever comes over the socket becomes an input that is whole, or none;
 * and whatever text comes in never acts when it goes out. */
#include "fuzz.h"

#include "base/jsonx.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "slack/codec_blocks.h"
#include "slack/codec_envelope.h"
#include "slack/codec_events.h"
#include "slack/codec_fallback.h"
#include "slack/codec_text.h"
#include "slack/codec_typed.h"
#include "slack/codec_views.h"
#include "tocsin/limits.h"

static bool fuzz_slack_fields(const json_t *fields) {
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)fields, name, value) {
        if (*name == '\0' || !json_is_string(value))
            return false;
    }
    return true;
}

/* What the road may rely on. */
static bool fuzz_slack_input(const struct input *input) {
    bool named = text_starts(input->actor, "slack:") && text_starts(input->key, "slack:");
    bool placed = input->place == NULL || text_starts(input->place, "slack:");
    switch (input->kind) {
    case INPUT_COMMAND:
        return named && placed && fuzz_slack_fields(input->fields) &&
               (input->command != NULL || !text_is_empty(input->text));
    case INPUT_FORM:
        return named && placed && fuzz_slack_fields(input->fields);
    case INPUT_MESSAGE:
        return named && input->place != NULL &&
               jsonx_string(input->data, "as", NULL) != NULL &&
               jsonx_string(input->data, "message", NULL) != NULL;
    default:
        return false;
    }
}

static void fuzz_slack_incoming(struct arena *arena, const uint8_t *data, size_t size) {
    static const char *const names[] = {"pushpin", NULL};
    static const struct slack_reactions reactions = {names, names};
    struct envelope envelope = {.kind = ENVELOPE_OTHER};
    struct error err = {.code = ERR_OK};
    bool read = slack_envelope(arena, (const char *)data, size, &reactions, "UBOT",
                               &envelope, &err);
    FUZZ_CHECK(read || err.code == ERR_INVALID);
    bool frame = envelope.kind == ENVELOPE_HELLO || envelope.kind == ENVELOPE_DISCONNECT;
    FUZZ_CHECK(!read || frame || envelope.id != NULL);
    if (!read || frame || envelope.kind == ENVELOPE_OTHER)
        return;
    FUZZ_CHECK(fuzz_slack_input(&envelope.input));
    FUZZ_CHECK(slack_ack(arena, envelope.id, NULL) != NULL);
    for (size_t i = 0; i < slack_envelope_files(&envelope); i++) {
        struct input input = slack_envelope_file(arena, &envelope, i);
        FUZZ_CHECK(fuzz_slack_input(&input));
    }
}

/* Nothing but entities and characters: no `<`, and no `&` that is none of ours. */
static bool fuzz_slack_inert(const char *s) {
    for (; *s != '\0'; s++) {
        if (*s == '<' || *s == '>')
            return false;
        if (*s == '&' && !text_starts(s, "&amp;") && !text_starts(s, "&lt;") &&
            !text_starts(s, "&gt;"))
            return false;
    }
    return true;
}

static void fuzz_slack_outgoing(struct arena *arena, const uint8_t *data, size_t size) {
    char *text = arena_strndup(arena, (const char *)data, size);
    char *clean = text_clean(arena, text, strlen(text));
    struct strbuf out;
    strbuf_init(&out, 16 * size + 16);
    slack_escape(&out, (const char *)data, size);
    FUZZ_CHECK(!out.cut && utf8_valid(out.ptr, out.len) && fuzz_slack_inert(out.ptr));
    strbuf_free(&out);
    slack_unescape(arena, text);
    FUZZ_CHECK(strlen(slack_channel_name(arena, text, "INC-1", 2)) <= SLACK_CHANNEL_NAME);
    json_t *tree = arena_json(
        arena, json_pack("[{s:s, s:[{s:s, s:s}, {s:s, s:s}, {s:s, s:s, s:s}]}]", "k",
                         size % 3 == 0   ? "h"
                         : size % 3 == 1 ? "li"
                                         : "p",
                         "c", "k", "t", "s", clean, "k", "m", "s", clean, "k", "a", "s",
                         clean, "u", clean));
    size_t most = size % 100;
    FUZZ_CHECK(*slack_text(arena, tree, "/inc", most) != '\0');
    FUZZ_CHECK(strlen(slack_line(arena, tree, SLACK_TOPIC)) <= 4 * SLACK_TOPIC);
    json_t *blocks = arena_json(arena, slack_blocks(arena, tree, "/inc"));
    FUZZ_CHECK(json_array_size(blocks) <= SLACK_BLOCKS);
    FUZZ_CHECK(text_is_empty(clean) || json_array_size(blocks) > 0);
    json_t *view = arena_json(arena, slack_view_said(arena, tree, "/inc"));
    FUZZ_CHECK(json_array_size(json_object_get(view, "blocks")) > 0);
}

static void fuzz_slack(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new();
    fuzz_slack_incoming(arena, data, size);
    fuzz_slack_outgoing(arena, data, size);
    arena_free(arena);
}

FUZZ_TARGET(fuzz_slack)
