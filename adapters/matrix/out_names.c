/* out_names.c: see out_names.h. */
#include "out_names.h"
#include "codec_pills.h"
#include "tocsin/tree.h"

static void name_place(void *ctx, const struct tree_node *node) {
    const struct host *host = ctx;
    const char *name =
        node->kind == TREE_PLACE && !node->name && matrix_room_of(node->text)
            ? host->known_name(host->self, node->text)
            : NULL;
    if (name) {
        json_object_set_new(node->json, "n", json_string(name));
    }
}

json_t *matrix_body(struct sending *s) {
    const struct host *host = s->work.matrix->host;
    json_t *body = arena_json(s->work.arena, json_deep_copy(s->delivery->body));
    if (host && host->known_name) {
        tree_walk(body, name_place, (void *)host);
    }
    return body;
}
