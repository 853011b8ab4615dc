/* codec_json.c: the console for programs: one JSON object a line, both ways.
 *
 * Input:   {"id":"k1","user":"ana","channel":"#general","text":"declare sev1 ..."}
 *          {"id":"c1","clock":900000}   lets virtual time pass, deadlines included
 *          {"id":"s1","step":-600000}   sets the virtual clock, nothing in between
 *          {"id":"q1","quiet":true}     answered when nothing is under way
 * The id is the idempotency key, so that a line that was not answered can be sent again.
 */
#include "codec_json.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "codec.h"
#include "tocsin/limits.h"

static bool take_command(struct arena *arena, const json_t *json, struct request *r,
                         struct error *err) {
    const char *user = jsonx_string(json, "user", NULL);
    const char *channel = jsonx_string(json, "channel", NULL);
    if (user && !codec_is_name(user)) {
        return err_set(
            err, ERR_INVALID,
            "\"user\" must be a name of letters, digits, dot, dash, underscore");
    }
    r->user = arena_strdup(arena, user);
    r->channel = codec_place(arena, channel);
    if (channel && !r->channel) {
        return err_set(err, ERR_INVALID, "\"channel\" must look like \"#general\"");
    }
    r->kind = REQUEST_COMMAND;
    r->text = arena_strdup(arena, jsonx_string(json, "text", ""));
    return true;
}

static bool take_request(struct arena *arena, const json_t *json, struct request *r,
                         struct error *err) {
    const char *id = jsonx_string(json, "id", NULL);
    if (text_is_empty(id) || strlen(id) > LIMIT_ACTOR) {
        return err_set(err, ERR_INVALID, "\"id\" must be a string of 1 to %d bytes",
                       LIMIT_ACTOR);
    }
    r->id = arena_strdup(arena, id);
    if (json_is_string(json_object_get(json, "text"))) {
        return take_command(arena, json, r, err);
    }
    if (json_is_true(json_object_get(json, "quiet"))) {
        r->kind = REQUEST_QUIET;
        return true;
    }
    bool step = json_is_integer(json_object_get(json, "step"));
    if (!step && !json_is_integer(json_object_get(json, "clock"))) {
        return err_set(err, ERR_INVALID,
                       "one of \"text\", \"clock\", \"step\" or \"quiet\" must be there");
    }
    r->kind = step ? REQUEST_STEP : REQUEST_CLOCK;
    r->ms = jsonx_int(json, step ? "step" : "clock", 0);
    if (!step && r->ms < 0) {
        return err_set(err, ERR_INVALID,
                       "\"clock\" must be 0 or more: time passes one way");
    }
    return true;
}

bool codec_request(struct arena *arena, const char *s, size_t len, struct request *ret,
                   struct error *err) {
    json_t *json = jsonx_parse(s, len);
    struct request r = {0};
    bool ok = json_is_object(json) ? take_request(arena, json, &r, err)
                                   : err_set(err, ERR_INVALID, "not a JSON object");
    json_decref(json);
    if (ok) {
        *ret = r;
    }
    return ok;
}

static void set_or_null(json_t *object, const char *key, const char *value) {
    json_object_set_new(object, key, !value ? json_null() : json_string(value));
}

json_t *codec_json_reply(const char *id, const struct reply *reply, const char *text) {
    static const char *const names[] = {
        [REPLY_DONE] = "done", [REPLY_REFUSED] = "refused", [REPLY_UNKNOWN] = "unknown"};
    json_t *json = json_object();
    jsonx_set_string(json, "type", "reply");
    jsonx_set_string(json, "id", id);
    jsonx_set_string(json, "status", names[reply->status]);
    json_object_set_new(json, "saved", json_boolean(reply->saved));
    json_object_set_new(json, "duplicate", json_boolean(reply->duplicate));
    set_or_null(json, "incident", reply->incident);
    jsonx_set_string(json, "text", text);
    return json;
}

json_t *codec_json_delivery(struct arena *arena, const struct delivery *delivery,
                            const char *place, const char *text, int64_t now) {
    static const char *const types[] = {
        [DELIVERY_POST] = "post", [DELIVERY_OPEN] = "open", [DELIVERY_MIRROR] = "mirror"};
    json_t *json = json_object();
    jsonx_set_string(json, "type", types[delivery->kind]);
    jsonx_set_string(json, "delivery", delivery->id);
    jsonx_set_string(json, "place", codec_short(arena, place));
    set_or_null(json, "incident", delivery->incident);
    if (delivery->kind == DELIVERY_POST) {
        jsonx_set_string(json, "level",
                         text_equal(delivery->level, "urgent") ? "urgent" : "ordinary");
    }
    jsonx_set_string(json, "slot", delivery->slot);
    jsonx_set_string(json, "text", text);
    jsonx_set_int(json, "now", now);
    return json;
}

void codec_json_line(const json_t *object, struct strbuf *out) {
    char *bytes = json_dumps(object, JSON_COMPACT | JSON_ENSURE_ASCII);
    strbuf_add(out, bytes);
    strbuf_addc(out, '\n');
    free(bytes);
}
