/* out_post.c: see out_post.h. */
#include "out_post.h"
#include "codec_buttons.h"
#include "codec_events.h"
#include "codec_html.h"
#include "codec_relates.h"
#include "out_buttons.h"
#include "out_names.h"
#include "out_places.h"

#include "base/jsonx.h"
#include "base/text.h"

void matrix_mark_as(json_t *content, const struct delivery *delivery) {
    json_t *mark = json_pack("{s:s}", "delivery", delivery->id);
    jsonx_set_string(mark, "incident", delivery->incident);
    matrix_buttons_keep(mark, delivery->body);
    json_object_set_new(content, MATRIX_MARK, mark);
}

void matrix_put(struct sending *s, const char *type, json_t *content,
                work_result_cb then) {
    mx_work_call(
        &s->work,
        &(struct matrix_request){.method = "PUT",
                                 .path = matrix_path(s->work.arena, "rooms/{}/send/{}/{}",
                                                     s->room, type, s->delivery->id),
                                 .body = content,
                                 .bucket = MATRIX_SEND},
        then);
}

static void posted(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    const char *id = jsonx_string(result->json, "event_id", NULL);
    if (result->kind == MATRIX_OK && matrix_is_id(id, '$')) {
        matrix_buttons_offer(s, id);
        mx_sent(s, arena_strdup(work->arena, id));
    } else if (result->kind == MATRIX_OK) {
        mx_unknown(s, "the homeserver did not say which event it is");
    } else if (!matrix_place_moved(s, result)) {
        mx_failed(s, result, false);
    }
}

/* What everybody must see stands in the room itself, as a reply to what it belongs under. */
void matrix_post(struct sending *s) {
    const struct delivery *delivery = s->delivery;
    bool alone = s->name && s->name[0] == '@';
    json_t *content =
        matrix_notice(s->work.arena, matrix_body(s), s->work.matrix->options.command,
                      alone ? MATRIX_ALOUD : MATRIX_CALLS);
    matrix_mark_as(content, delivery);
    if (delivery->thread) {
        json_t *relates =
            matrix_relates(delivery->wide ? NULL : delivery->thread, delivery->thread);
        if (!delivery->wide) {
            json_object_set_new(relates, "is_falling_back", json_true());
        }
        json_object_set_new(content, "m.relates_to", relates);
    }
    matrix_put(s, "m.room.message", content, posted);
}
