/* out_ask.c: the text of one message, for somebody who marked it. */
#include "out_ask.h"
#include "codec_events.h"
#include "codec_pills.h"
#include "codec_said.h"
#include "out_places.h"

#include "base/address.h"
#include "base/jsonx.h"
#include "base/text.h"

static void came(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    const json_t *content = json_object_get(result->json, "content");
    const char *author = jsonx_string(result->json, "sender", NULL);
    const char *id = s->delivery->remote;
    if (result->kind == MATRIX_OK && jsonx_string(content, "body", NULL)) {
        json_t *data = arena_json(work->arena, json_object());
        jsonx_set_string(data, "text", matrix_without_quote(work->arena, content));
        if (matrix_is_id(author, '@')) {
            jsonx_set_string(data, "author",
                             address_of(work->arena, MATRIX_NETWORK, author));
        }
        jsonx_set_int(data, "at", jsonx_int(result->json, "origin_server_ts", 0));
        jsonx_set_string(data, "link",
                         arena_printf(work->arena, "%s/%s?via=%s",
                                      matrix_to(work->arena, s->room),
                                      matrix_path(work->arena, "{}", id),
                                      matrix_server(work->matrix->options.user)));
        mx_end(s, &(struct outcome){.kind = OUTCOME_SENT, .remote = id, .data = data});
    } else if (result->kind == MATRIX_OK || text_equal(result->error, "M_NOT_FOUND")) {
        mx_denied(s, "the message is gone: it was deleted, or tocsin may not see it");
    } else {
        mx_failed(s, result, true);
    }
}

void matrix_ask_text(struct sending *s) {
    if (!s->delivery->remote) {
        mx_denied(s, "no message was named");
        return;
    }
    mx_work_call(
        &s->work,
        &(struct matrix_request){.method = "GET",
                                 .path = matrix_path(s->work.arena, "rooms/{}/event/{}",
                                                     s->room, s->delivery->remote)},
        came);
}
